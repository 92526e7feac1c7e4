// first
fn(state => ({ ...state, a: 1 }));

/**
 * second
 */
fn(state => ({ ...state, b: 2 }));
// last