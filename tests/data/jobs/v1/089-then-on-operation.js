fn(s => ({ ...s, a: 1 })).then(s => s);
