function* later() { fn(yield); }
