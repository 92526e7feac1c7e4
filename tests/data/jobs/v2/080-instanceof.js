fn(s => ({ ...s, a: s.data.items instanceof Array, b: Array.isArray(s.data.items), c: [] instanceof Array }));
