fn(async s => s).then(() => { throw new Error('y'); }).catch(e => ({ caught: e.message }));
