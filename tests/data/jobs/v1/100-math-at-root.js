Math.max(1, 2);
fn(s => ({ ...s, a: 1 }));
