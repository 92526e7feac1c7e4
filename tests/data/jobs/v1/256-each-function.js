each(state => state.data.items, fn(state => ({ ...state, sum: (state.sum || 0) + state.data.id })));
