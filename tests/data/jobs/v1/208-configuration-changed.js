fn(state => { state.configuration.token = 'abc'; return state; });
