fn(state => new Promise(done => setTimeout(() => done({ ...state, a: 1 }), 5)));
