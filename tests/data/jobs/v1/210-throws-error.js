fn(state => { throw new Error('broken'); });
