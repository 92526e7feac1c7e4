fn(state => Promise.resolve({ ...state, a: 1 }));
fn(state => ({ ...state, b: state.a }));
