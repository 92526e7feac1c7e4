each('$.data.items[*]', fn(s => s).then(s => ({ ...s, n: (s.n || 0) + 1 })));
fn(s => ({ n: s.n }));
