each('$.data.items[*]', fn(s => ({ ...s, at: [...(s.at || []), index()(s)] })));
