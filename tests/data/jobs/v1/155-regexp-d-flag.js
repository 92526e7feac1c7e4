fn(state => ({ ...state, a: /a/d.test('a') }));
