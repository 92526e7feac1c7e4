fn(s => s.nothing.here);
