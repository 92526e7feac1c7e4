fn(state => { return nope(state); });
