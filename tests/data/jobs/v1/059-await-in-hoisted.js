async function later() { fn(await 1); }
