const helper = x => x;
fn(state => ({ ...state, a: helper(1) }));
