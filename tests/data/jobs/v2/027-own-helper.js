fn(s => ({ ...s, a: up('x') }));
function up(t) { return t.toUpperCase(); }
