map('$.data.items[*]', fn(s => s));
