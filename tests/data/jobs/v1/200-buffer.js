fn(state => ({ ...state, a: Buffer.from('abc').toString('base64'), b: Buffer.from('ab') }));
