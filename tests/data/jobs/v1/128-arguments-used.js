fn(function (state) { return { ...state, n: arguments.length }; });
