'use strict';

/** Replace every function in `value`, at any depth, by what it gives for `state`. */
function expandReferences(value, state) {
  if (typeof value === 'function') {
    return expandReferences(value(state), state);
  }
  if (Array.isArray(value)) {
    return value.map(item => expandReferences(item, state));
  }
  if (isPlainObject(value)) {
    const expand = ([key, item]) => [key, expandReferences(item, state)];
    return Object.fromEntries(Object.entries(value).map(expand));
  }
  return value;
}

/** Tell whether `value` is a plain object, of this realm or of a job's own. */
function isPlainObject(value) {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) {
    return false;
  }
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Return the state after an operation that got `data`: the data before it joins the references. */
function composeNextState(state, data) {
  const references = state.references ?? [];
  return { ...state, data, references: [...references, state.data] };
}

module.exports = { composeNextState, expandReferences };
