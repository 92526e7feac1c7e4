class A { one() { return 1; } }
fn(state => ({ ...state, a: new A().one() }));
