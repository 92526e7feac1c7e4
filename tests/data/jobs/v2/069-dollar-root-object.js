const map = { a: $.b };
fn(s => s);
