fn(state => ({ ...state, a: new Date(0).toISOString(), b: new Intl.NumberFormat('en').format(1234.5) }));
