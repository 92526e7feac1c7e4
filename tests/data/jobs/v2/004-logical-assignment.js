fn(state => { state.a ??= 3; return state; });
