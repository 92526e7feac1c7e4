fn(() => null);
fn(state => ({ got: state }));
