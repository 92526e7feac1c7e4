const map = { a: fn(s => ({ ...s, a: 1 })), get b() { return fn(s => ({ ...s, b: 1 })); } };
