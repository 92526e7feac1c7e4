fn(state => new Promise(done => { setTimeout(() => { throw new Error('timer'); }, 1); setTimeout(() => done(state), 30); }));
