fn(s => ({ ...s, a: $.data.n }));
