fn(state => { try { throw 1; } catch { const f = () => 5; return { ...state, a: f() }; } });
