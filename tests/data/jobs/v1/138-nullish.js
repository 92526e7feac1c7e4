fn(state => ({ ...state, a: state.b ?? 1 }));
