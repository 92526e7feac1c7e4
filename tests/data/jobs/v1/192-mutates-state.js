fn(state => { state.data.n += 1; return state; });
fn(state => { delete state.data.items; return state; });
