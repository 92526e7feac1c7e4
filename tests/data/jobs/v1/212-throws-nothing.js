fn(() => { throw undefined; });
