fn(state => ({ ...state, a: new Function('x', 'return x + 1')(2) }));
