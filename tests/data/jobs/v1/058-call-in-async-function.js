async function later() { await fn(s => ({ ...s, a: 1 })); }
