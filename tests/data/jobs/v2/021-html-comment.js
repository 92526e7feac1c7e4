<!-- x
fn(s => s);
