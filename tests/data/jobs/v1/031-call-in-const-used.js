const base = dataValue('name');
fn(state => ({ ...state, a: base }));
