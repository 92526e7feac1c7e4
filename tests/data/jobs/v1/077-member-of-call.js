fn(s => ({ ...s, a: 1 })).name;
