new (fn(s => ({ ...s, a: 1 })));
