fn(state => ({ ...state, a: [] instanceof Array, b: state.data instanceof Object, c: state.data.items instanceof Array, d: new Date() instanceof Date, e: (() => {}) instanceof Function }));
