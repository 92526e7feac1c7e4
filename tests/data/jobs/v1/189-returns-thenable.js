fn(state => ({ then(ok) { ok({ ...state, a: 1 }); } }));
