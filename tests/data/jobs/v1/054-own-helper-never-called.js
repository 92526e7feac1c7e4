function helper(x) { return trim(x); }
fn(state => state);
