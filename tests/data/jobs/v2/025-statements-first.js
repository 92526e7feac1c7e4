fn(s => ({ ...s, a: [...list] }));
const list = [];
list.push(1);
fn(s => s);
