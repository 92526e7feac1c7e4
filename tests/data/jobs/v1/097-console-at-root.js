console.log('hello');
fn(s => ({ ...s, a: 1 }));
