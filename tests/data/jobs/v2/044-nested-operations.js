each('$.data.items[*]', fn(s => { s.seen = [...(s.seen || []), s.data.v]; return s; }));
fn(s => ({ seen: s.seen }));
