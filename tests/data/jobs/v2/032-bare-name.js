const op = fn(s => ({ ...s, a: 1 }));
op;
