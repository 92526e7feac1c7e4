fn(state => { counter = 5; return state; });
fn(state => ({ ...state, a: counter + 1 }));
