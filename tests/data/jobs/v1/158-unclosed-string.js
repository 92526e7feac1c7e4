fn(state => 'abc);
