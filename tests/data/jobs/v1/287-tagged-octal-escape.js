fn(state => ({ ...state, a: String.raw`\01` }));
