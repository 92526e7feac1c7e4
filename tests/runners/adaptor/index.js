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

/** Ask a server for a text. */
exports.ask = (url) => (state) =>
  fetch(url)
    .then((response) => response.text())
    .then((text) => ({ ...state, text }));

let runs = 0;

/** Count the runs that share this module. */
exports.count = () => (state) => ({ ...state, runs: (runs += 1) });

/** Read a file, or try to write it. */
exports.touch = (how, file) => (state) => ({
  ...state,
  [how]: how === 'read' ? fs.readFileSync(file, 'utf8').length : fs.writeFileSync(file, 'x') ?? 1,
});
