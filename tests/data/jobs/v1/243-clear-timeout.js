fn(state => ({ ...state, a: typeof setTimeout(() => {}, 1) }));
