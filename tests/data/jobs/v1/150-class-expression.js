fn(state => { const A = class { m() { return 1; } }; return { ...state, a: new A().m() }; });
