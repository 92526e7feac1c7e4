fn(s => ({ ...s, a: 1 }));
fn(() => { throw new Error('broken'); });
fn(s => ({ ...s, b: 1 }));
