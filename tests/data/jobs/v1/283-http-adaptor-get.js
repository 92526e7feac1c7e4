get('http://127.0.0.1:9/', { query: { a: 1 } });
