fn(state => ({ ...state, a: import.meta.url }));
