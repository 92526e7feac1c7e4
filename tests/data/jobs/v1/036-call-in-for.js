for (let i = 0; i < 3; i++) {
  fn(state => ({ ...state, n: (state.n || 0) + 1 }));
}
