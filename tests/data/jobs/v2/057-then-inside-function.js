fn(s => Promise.resolve(s).then(t => ({ ...t, a: 1 })));
