return fn(s => s);
