fn(state => ({ ...state, a: jsonValue({ b: { c: 1 } }, 'b.c') }));
