fn(state => ({ ...state, a: BigInt(10) }));
