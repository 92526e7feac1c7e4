fn(state => ({ ...state, a: state.data?.name }));
