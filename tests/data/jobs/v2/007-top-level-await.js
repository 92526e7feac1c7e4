const n = await Promise.resolve(4);
fn(state => ({ ...state, n }));
