try { fn(s => ({ ...s, a: 1 })); } catch { fn(s => s); }
