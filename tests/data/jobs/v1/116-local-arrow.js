fn(state => { const up = x => x + 1; return { ...state, a: up(1) }; });
