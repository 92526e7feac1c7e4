throw 'no';
fn(s => ({ ...s, a: 1 }));
