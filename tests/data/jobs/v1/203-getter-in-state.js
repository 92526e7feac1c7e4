fn(state => ({ ...state, o: { get a() { return 5; } } }));
