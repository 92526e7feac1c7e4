each('$.data.items[*]', fn(s => { if (s.data.id === 2) throw new Error('second item'); return s; }));
