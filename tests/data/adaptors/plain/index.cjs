'use strict';

// A small adaptor for the tests: shaped like OpenFn's, with a door to every misbehaviour.
const fs = require('node:fs');
const http = require('node:http');

/** Runs operations one after the other, from a state that has `references` and `data`. */
function execute(...operations) {
  return (state) =>
    operations.reduce(
      (before, operation) => before.then(operation),
      Promise.resolve({ references: [], data: null, ...state }),
    );
}

const fn = (callback) => (state) => callback(state);
const alterState = fn;

const each = (list, operation) => async (state) => {
  let current = state;
  const items = typeof list === 'function' ? list(state) : list;
  for (const data of items) current = await operation({ ...current, data });
  return current;
};

const readAll = (response, done) => {
  let text = '';
  response
    .setEncoding('utf8')
    .on('data', (piece) => (text += piece))
    .on('end', () => done(text));
};

const get =
  (url, options = {}) =>
  (state) =>
    new Promise((resolve, reject) => {
      const request = http.request(url, options, (response) => {
        readAll(response, (text) => resolve({ ...state, data: JSON.parse(text) }));
      });
      request.on('error', reject);
      request.end(options.body);
    });

const fetchJson = (url, options) => async (state) => {
  const response = await fetch(url, options);
  return { ...state, data: await response.json() };
};

const util = { upper: (text) => String(text).toUpperCase() };

const throwDeep = (message, depth) => {
  if (depth > 0) return throwDeep(message, depth - 1);
  throw new Error(message);
};

const fail = (message) => () => throwDeep(message, 20);

const failLater = (message) => () =>
  new Promise((_resolve, reject) => setTimeout(() => reject(new Error(message)), 1));

const failWith = (make) => () => {
  throw make();
};

const say =
  (...values) =>
  (state) => {
    console.log(...values);
    return state;
  };

const printRaw = (text) => (state) => {
  fs.writeSync(1, text);
  return state;
};

const printPiecewise =
  (...pieces) =>
  (state) => {
    for (const piece of pieces) process.stdout.write(piece);
    return state;
  };

const leave = (code) => () => process.exit(code);

const pass = (state) => state;

module.exports = {
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
};
