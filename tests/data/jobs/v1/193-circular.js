fn(state => { state.self = state; state.data.up = state.data; return state; });
