fn(state => { Promise.reject(new Error('lost')); return new Promise(done => setTimeout(() => done(state), 20)); });
