fn(state => ({ ...state, a: JSON.parse('{"__proto__": {"x": 1}}') }));
