fn(state => { const A = class { static { } }; return state; });
