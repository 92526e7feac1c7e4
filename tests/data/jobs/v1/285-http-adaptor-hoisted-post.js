if (state.data.n > 5) { post('http://127.0.0.1:9/', { body: {} }); }
