fn(() => JSON.parse('{nope'));
