class A { x = 1; static y; static { this.y = 2; } }
fn(state => ({ ...state, a: new A().x + A.y }));
