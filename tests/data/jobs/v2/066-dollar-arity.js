fn((state, x) => ({ ...state, a: $.data.n }));
