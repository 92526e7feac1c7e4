fn(state => { switch (1) { case 1: const f = () => 1; return { ...state, a: f() }; } });
