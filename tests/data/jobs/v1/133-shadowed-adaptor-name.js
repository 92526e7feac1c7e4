fn(state => { const each = x => x * 2; return { ...state, a: each(2) }; });
