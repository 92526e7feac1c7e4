while (false) fn(s => ({ ...s, a: 1 }));
