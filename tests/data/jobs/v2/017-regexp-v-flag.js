fn(s => /[a--b]/v);
