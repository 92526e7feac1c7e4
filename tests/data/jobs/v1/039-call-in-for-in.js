for (const x in { a: 1 }) fn(s => ({ ...s, a: 1 }));
