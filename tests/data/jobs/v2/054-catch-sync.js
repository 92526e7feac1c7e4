fn(() => { throw new Error('x'); }).catch((e, s) => ({ ...s, caught: e.message })).then(s => ({ ...s, more: 1 }));
