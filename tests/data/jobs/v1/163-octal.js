fn(state => ({ ...state, a: 010 }));
