fn(state => { const o = Object.freeze({ a: 1 }); o.a = 2; return { ...state, o }; });
