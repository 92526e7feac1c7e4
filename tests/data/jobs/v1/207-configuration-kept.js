fn(state => ({ ...state, user: state.configuration.user.length }));
