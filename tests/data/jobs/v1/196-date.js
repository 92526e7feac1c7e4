fn(state => ({ ...state, d: new Date(0), bad: new Date(NaN) }));
