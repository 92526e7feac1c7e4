await fn(s => ({ ...s, a: 1 }));
