const n = 5;
fn(state => ({ ...state, a: n }));
