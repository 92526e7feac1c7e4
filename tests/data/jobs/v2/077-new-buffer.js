fn(s => ({ ...s, a: new Buffer('abc') }));
