if (true) fn(s => ({ ...s, a: 1 }));
else fn(s => ({ ...s, b: 1 }));
