fn(state => { const f = (a, b,) => a + b; return { ...state, a: f(1, 2,), }; },);
