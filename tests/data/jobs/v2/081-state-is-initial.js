fn(s => ({ ...s, data: { n: 2 } }));
fn((n => s => ({ ...s, n }))(state.data.n));
