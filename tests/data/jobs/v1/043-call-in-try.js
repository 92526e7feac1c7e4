try { fn(s => ({ ...s, a: 1 })); } catch (e) { fn(s => ({ ...s, b: 1 })); } finally { fn(s => ({ ...s, c: 1 })); }
