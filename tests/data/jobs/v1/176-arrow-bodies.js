fn(state => (state.a = 1, state));
fn(state => ({ ...state, b: (() => {})() }));
fn(state => { return { ...state, c: (() => [])() }; });
