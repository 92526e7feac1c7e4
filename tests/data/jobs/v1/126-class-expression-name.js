fn(state => { const K = class A { static one() { return 1; } two() { return A.one(); } }; return { ...state, a: new K().two() }; });
