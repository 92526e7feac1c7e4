again: fn(s => ({ ...s, a: 1 }));
