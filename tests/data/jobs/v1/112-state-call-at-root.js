fn(state.data.items);
fn(state.toString());
