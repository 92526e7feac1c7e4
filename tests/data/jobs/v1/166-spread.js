fn(state => ({ ...state, a: [...'abc', ...[1]], m: Math.max(...[1, 5, 2]) }));
