fn(s => { throw new Error('x'); }).catch(e => e);
