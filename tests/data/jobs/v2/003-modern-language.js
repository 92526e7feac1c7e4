fn(state => ({ ...state, a: state.data?.name ?? 'none', b: [1, 2].at(-1) }));
