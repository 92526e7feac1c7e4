fn(state => ({ ...state, a: String.raw`\xg` }));
