fn(state => { const A = class { #x = 1; m() { return this.#x; } }; return { ...state, a: new A().m() }; });
