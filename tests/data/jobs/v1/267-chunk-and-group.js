fn(state => ({ ...state, c: chunk([1, 2, 3], 2) }));
group('$.data.items', 'v');
