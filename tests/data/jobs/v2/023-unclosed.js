fn(s => {
  return s;
