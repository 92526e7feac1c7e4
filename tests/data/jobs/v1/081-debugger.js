debugger;
fn(s => ({ ...s, a: 1 }));
