fn(s => ({ ...s, a: Buffer.from('abc').toString('hex') }));
