true && fn(s => ({ ...s, a: 1 }));
