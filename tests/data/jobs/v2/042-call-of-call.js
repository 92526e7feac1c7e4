fn(s => s)(state);
