fn((() => { throw new TypeError('early'); })());
