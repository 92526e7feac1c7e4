fn(state => ({ b: 1, 2: 'two', 1: 'one', a: 3 }));
