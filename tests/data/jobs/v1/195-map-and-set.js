fn(state => ({ ...state, m: new Map([[1, 2]]), s: new Set([1]) }));
