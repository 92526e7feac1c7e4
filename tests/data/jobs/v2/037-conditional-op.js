true ? fn(s => ({ ...s, a: 1 })) : fn(s => s);
