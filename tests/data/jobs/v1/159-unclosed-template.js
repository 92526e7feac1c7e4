fn(state => `abc);
