fn(state => ({ ...state, a: JSON.parse(JSON.stringify(state.data)) }));
