fn(state => combine(fn(s => ({ ...s, a: 1 })), fn(s => ({ ...s, b: 1 })))(state));
