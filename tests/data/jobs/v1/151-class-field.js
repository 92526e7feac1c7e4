fn(state => { const A = class { x = 1; }; return { ...state, a: new A().x }; });
