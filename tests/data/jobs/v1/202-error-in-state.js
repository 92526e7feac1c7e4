fn(state => ({ ...state, e: new Error('kept') }));
