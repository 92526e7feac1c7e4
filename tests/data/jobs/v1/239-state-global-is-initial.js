fn(() => ({ changed: true }));
fn(s => ({ ...s, same: state === s, n: state.data.n }));
