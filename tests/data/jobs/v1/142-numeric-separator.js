fn(state => ({ ...state, a: 1_000 }));
