function* later() { fn(yield 1); }
