f\u006e(state => ({ ...state, a: 1 }));
