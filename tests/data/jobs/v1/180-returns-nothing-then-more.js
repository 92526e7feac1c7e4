fn(state => { state.a = 1; });
fn(state => ({ got: typeof state }));
