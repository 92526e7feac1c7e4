const each = x => x * 2;
fn(s => ({ ...s, a: each(2) }));
