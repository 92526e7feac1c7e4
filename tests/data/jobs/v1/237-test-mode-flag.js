fn(state => ({ ...state, a: typeof testMode, b: testMode ? 1 : 2 }));
