fn(state => {
<!-- old
  return { ...state, a: 1 };
});
