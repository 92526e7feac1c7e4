fn(s => ({ ...s, x: 5 }));
fn(s => ({ ...s, y: get_x(s) }));
const get_x = echo($.x);
function echo(f) { return f; }
