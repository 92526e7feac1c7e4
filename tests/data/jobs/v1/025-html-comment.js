<!-- old
fn(state => ({ ...state, a: 1 }));
--> end
