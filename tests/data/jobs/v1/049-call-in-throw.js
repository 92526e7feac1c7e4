throw fn(s => ({ ...s, a: 1 }));
