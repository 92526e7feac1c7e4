each('$.data.items[*]', fn(async s => { await null; return { ...s, t: (s.t || '') + s.data.v }; }));
