function helper(x) { return x; }
fn(state => ({ ...state, a: helper(1) }));
