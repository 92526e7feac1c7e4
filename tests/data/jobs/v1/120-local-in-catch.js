fn(state => { try { throw 1; } catch (e) { const f = () => 5; return { ...state, a: f() }; } });
