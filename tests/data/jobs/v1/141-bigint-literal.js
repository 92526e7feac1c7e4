fn(state => ({ ...state, a: String(10n) }));
