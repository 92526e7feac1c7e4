feild('a', 1);
