fn(s => ({ ...s, m: new Map([[1, 2]]), f: () => 1, d: new Date(0) }));
