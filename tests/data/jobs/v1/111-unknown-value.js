fn(nope);
