fn(state => ({ ...state, a: { toJSON() { return 'mine'; } } }));
