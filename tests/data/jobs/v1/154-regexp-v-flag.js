fn(state => ({ ...state, a: /[a--b]/v.test('a') }));
