fn(s => ({ ...s, a: 1 }));
fn(() => { throw new Error('second'); });
fn(s => ({ ...s, b: 1 }));
