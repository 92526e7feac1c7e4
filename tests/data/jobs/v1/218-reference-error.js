fn(state => ({ ...state, a: nowhere }));
