alterState(state => ({ ...state, a: 1 }));
each('$.data.items[*]', alterState(s => ({ ...s, n: (s.n || 0) + 1 })));
