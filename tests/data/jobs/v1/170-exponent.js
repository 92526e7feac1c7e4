fn(state => ({ ...state, a: 2 ** 10 }));
