'abc'.toUpperCase();
