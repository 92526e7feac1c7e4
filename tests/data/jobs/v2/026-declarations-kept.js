const x = dataValue('name');
fn(s => ({ ...s, a: x(s) }));
