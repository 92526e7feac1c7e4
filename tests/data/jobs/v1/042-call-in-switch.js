switch (1) { case 1: fn(s => ({ ...s, a: 1 })); break; default: fn(s => ({ ...s, b: 1 })); }
