'use strict';

const { expandReferences } = require('./state.cjs');
const { select } = require('./jsonpath.cjs');

/**
 * Run operations one after another.
 * @private
 * @example
 * execute(
 *   get('/forms'),
 *   fn(state => state)
 * )(state)
 * @function
 * @param {...Operation} operations - The operations, in the order they run.
 * @returns {Operation}
 */
function execute(...operations) {
  return state => {
    const start = { references: [], data: null, ...state };
    return operations.reduce((before, operation) => before.then(operation), Promise.resolve(start));
  };
}

/**
 * Make an operation of your own from a function that takes the state and returns the next one.
 * @public
 * @example
 * fn(state => {
 *   const name = state.data.form.name.trim();
 *   return { ...state, name };
 * });
 * @function
 * @param {function} func - Takes the state, returns the next state or a promise of it.
 * @returns {Operation}
 */
function fn(func) {
  return state => func(state);
}

/**
 * The older name of `fn`.
 * @public
 * @example
 * alterState(state => {
 *   state.data.received = true;
 *   return state;
 * });
 * @function
 * @param {function} func - Takes the state, returns the next state or a promise of it.
 * @returns {Operation}
 */
function alterState(func) {
  return fn(func);
}

/**
 * Run an operation only when a condition holds; otherwise the state goes on unchanged.
 * @public
 * @example
 * fnIf(state => state.data.age >= 18, post('/adults', { body: state => state.data }));
 * @function
 * @param {boolean | function} condition - A value, or a function of the state.
 * @param {Operation} operation - What to run.
 * @returns {Operation}
 */
function fnIf(condition, operation) {
  return state => (expandReferences(condition, state) ? operation(state) : state);
}

/**
 * Run operations one after another, as one operation.
 * @public
 * @example
 * each('$.data.cases[*]', combine(
 *   post('/cases', { body: state => state.data }),
 *   fn(state => ({ ...state, sent: true }))
 * ));
 * @function
 * @param {...Operation} operations - The operations, in the order they run.
 * @returns {Operation}
 */
function combine(...operations) {
  return state => operations.reduce(
    (before, operation) => inTurn(before, current => operation({ ...current })), state
  );
}

/**
 * Run an operation for each item of a list. The item is `state.data` and its place `state.index`.
 * @public
 * @example
 * each('$.data.cases[*]', post('/cases', { body: state => state.data }));
 * @example <caption>A function of the state gives the list</caption>
 * each(state => state.data.cases, post('/cases', { body: state => state.data }));
 * @function
 * @param {string | Array | function} dataSource - A JSONPath, a list, or a function of the state.
 * @param {Operation} operation - What to run for each item.
 * @returns {Operation}
 */
function each(dataSource, operation) {
  if (!dataSource) {
    throw new TypeError('each(dataSource, operation) has no data source.');
  }
  return state => {
    const items = listed(dataSource, state);
    return items.reduce(
      (before, data, index) => inTurn(before, current => operation({ ...current, data, index })),
      state
    );
  };
}

/**
 * Call a function for each item of a list; what it gives becomes `state.data`.
 * @public
 * @example
 * map('$.data.cases[*]', item => item.name);
 * @function
 * @param {string | Array} path - A JSONPath, or a list.
 * @param {function} callback - Takes the item, its place and the state.
 * @returns {Operation}
 */
function map(path, callback) {
  return async state => {
    const results = [];
    for (const item of listed(path, state)) {
      results.push(await callback(item, results.length, state));
    }
    return { ...state, data: results };
  };
}

/**
 * Find every value at a JSONPath of the state.
 * @public
 * @example
 * source('$.data.cases[*].name')
 * @function
 * @param {string} path - A JSONPath.
 * @returns {function}
 */
function source(path) {
  return state => select(state, path);
}

/**
 * Find the first value at a JSONPath of the state.
 * @public
 * @example
 * sourceValue('$.data.form.name')
 * @function
 * @param {string} path - A JSONPath.
 * @returns {function}
 */
function sourceValue(path) {
  return state => select(state, path)[0];
}

/**
 * Make the JSONPath of something in `state.data`.
 * @public
 * @example
 * dataPath('form.name')
 * @function
 * @param {string} path - A path below `state.data`.
 * @returns {string}
 */
function dataPath(path) {
  return below('$.data', path);
}

/**
 * Find the first value at a path of `state.data`.
 * @public
 * @example
 * dataValue('form.case[@case_id]')
 * @function
 * @param {string} path - A path below `state.data`.
 * @returns {function}
 */
function dataValue(path) {
  return sourceValue(dataPath(path));
}

/**
 * Make the JSONPath of something in `state.references`.
 * @public
 * @example
 * referencePath('[0].id')
 * @function
 * @param {string} path - A path below `state.references`.
 * @returns {string}
 */
function referencePath(path) {
  return below('$.references', path);
}

/**
 * Find the first value at a path of the first reference.
 * @public
 * @example
 * lastReferenceValue('id')
 * @function
 * @param {string} path - A path below `state.references[0]`.
 * @returns {function}
 */
function lastReferenceValue(path) {
  return sourceValue(below('$.references[0]', path));
}

/**
 * Name a value, for `fields`.
 * @public
 * @example
 * field('full_name', dataValue('form.name'))
 * @function
 * @param {string} key - The name.
 * @param {any} value - A value, or a function of the state.
 * @returns {Field}
 */
function field(key, value) {
  return [key, value];
}

/**
 * Make an object of fields.
 * @public
 * @example
 * fields(
 *   field('full_name', dataValue('form.name')),
 *   field('age', dataValue('form.age'))
 * )
 * @function
 * @param {...Field} fields - Made by `field`.
 * @returns {object}
 */
function fields(...fields) {
  return Object.fromEntries(fields);
}

/**
 * Add fields to each item of a list.
 * @public
 * @example
 * merge('$.data.cases[*]', fields(field('village', dataValue('village'))))
 * @function
 * @param {string} dataSource - A JSONPath that finds objects.
 * @param {object} fields - Made by `fields`.
 * @returns {function}
 */
function merge(dataSource, fields) {
  return state => {
    const added = expandReferences(fields, state);
    return listed(dataSource, state).map(item => ({ ...item, ...added }));
  };
}

function listed(dataSource, state) {
  if (typeof dataSource === 'string') {
    return select(state, dataSource);
  }
  const items = typeof dataSource === 'function' ? dataSource(state) : dataSource;
  if (!Array.isArray(items)) {
    const kind = items === null ? 'null' : typeof items;
    throw new TypeError(`The data source is no list but ${kind}.`);
  }
  return items;
}

function inTurn(before, next) {
  return typeof before?.then === 'function' ? before.then(next) : next(before);
}

function below(root, path) {
  const rest = String(path).replace(/^[$.]+/, '');
  return rest.startsWith('[') ? root + rest : `${root}.${rest}`;
}

module.exports = {
  alterState,
  combine,
  dataPath,
  dataValue,
  each,
  execute,
  field,
  fields,
  fn,
  fnIf,
  lastReferenceValue,
  map,
  merge,
  referencePath,
  source,
  sourceValue,
};
