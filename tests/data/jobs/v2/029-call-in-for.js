for (const x of [1]) { fn(s => ({ ...s, a: 1 })); }
