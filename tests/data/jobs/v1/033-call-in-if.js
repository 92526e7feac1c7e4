if (false) {
  fn(state => ({ ...state, a: 1 }));
}
