import plain from './index.cjs';

export const {
  execute,
  fn,
  alterState,
  each,
  get,
  fetchJson,
  util,
  fail,
  failLater,
  failWith,
  say,
  printRaw,
  printPiecewise,
  leave,
  pass,
} = plain;
