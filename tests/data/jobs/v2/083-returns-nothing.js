fn(() => {});
fn(s => ({ got: typeof s, keys: Object.keys(s) }));
