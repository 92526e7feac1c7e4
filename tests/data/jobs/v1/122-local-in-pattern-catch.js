fn(state => { try { throw new Error('m'); } catch ({ message }) { const f = () => message; return { ...state, a: f() }; } });
