fn(state => ({ ...state, a: eval('1 + 2') }));
