fn(state => { const o = { a: 1 }; return { ...state, x: o, y: o }; });
