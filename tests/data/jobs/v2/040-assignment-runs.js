let a = 1;
a = 2;
fn(s => ({ ...s, a }));
