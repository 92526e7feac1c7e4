fn(function* (state) { yield 1; return state; });
