fn(async () => { throw new Error('x'); }).catch((e, s) => ({ ...s, caught: e.message }));
