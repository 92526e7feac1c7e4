fn(state => { global.x1 = 1; globalThis.x2 = 2; return { ...state, a: x1 + x2 }; });
