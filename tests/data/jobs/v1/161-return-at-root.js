return fn(state => state);
