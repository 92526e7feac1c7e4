if (true) {
    fn(state => ({ ...state, a: `x
      y
    z` }));
}
