parseInt('5', 10);
