fn(state => { try { throw () => 5; } catch (f) { } return f(); });
