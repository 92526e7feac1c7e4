for (let i = 0; i < 3; i++) {
  fn(state => ({ ...state, n: i }));
}
