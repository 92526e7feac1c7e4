fn(state => ({ ...state, a: 1 }))
fn(state => ({ ...state, b: state.a }))
