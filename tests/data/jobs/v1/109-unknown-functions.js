create('a', fields(field('b', 1)));
fn(s => s);
upsert('c');
