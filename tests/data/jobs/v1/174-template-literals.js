fn(state => ({ ...state, a: `n is ${state.data.n + 1}
  and ${`in ${'side'}`}` }));
