class A {}
fn(state => state);
