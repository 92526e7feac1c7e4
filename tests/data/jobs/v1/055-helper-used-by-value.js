function helper(s) { return s; }
fn(helper);
