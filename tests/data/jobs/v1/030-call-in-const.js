const op = fn(state => ({ ...state, a: 1 }));
