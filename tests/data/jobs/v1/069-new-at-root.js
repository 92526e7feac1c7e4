new Date();
fn(s => ({ ...s, a: 1 }));
