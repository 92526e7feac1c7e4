await fn(state => state);
