fn(state => { state.a ||= 1; return state; });
