fn(state => ({ ...state, a: $.data.n }));
