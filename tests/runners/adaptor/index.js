// A small adaptor for tests: operations that do one thing each.
const fs = require('fs');

exports.execute =
  (...operations) =>
  (state) =>
    operations.reduce((before, operation) => before.then(operation), Promise.resolve(state));

exports.fn = (change) => change;

/** Write past the console, as a native library would. */
exports.shout = (text) => (state) => {
  fs.writeSync(1, `${typeof text === 'function' ? text(state) : text}\n`);
  return state;
};

/** Give back the process's surroundings. */
exports.look = () => (state) => ({ ...state, data: { env: process.env, argv: process.argv } });
