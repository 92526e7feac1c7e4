beta.each('$.data.items[*]', fn(s => ({ ...s, t: (s.t || 0) + s.data.id })));
