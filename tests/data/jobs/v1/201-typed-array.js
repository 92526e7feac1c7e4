fn(state => ({ ...state, a: new Uint8Array([1, 2]) }));
