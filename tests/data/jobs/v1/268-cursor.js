cursor('2024-01-01');
fn(state => ({ ...state, a: state.cursor }));
