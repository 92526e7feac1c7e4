fn(state => ({ ...state, o: { get a() { throw new Error('no'); } } }));
