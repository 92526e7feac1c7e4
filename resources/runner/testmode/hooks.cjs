'use strict';

/**
 * Replaces Node's own functions, and makes sure that each replacement took.
 * Test mode fails closed: what cannot be replaced stops the process before a job is loaded.
 */

const LABEL = 'Test mode cannot be set up with this Node.js';

/**
 * Put `replacement` where `owner[name]` is, and return what was there.
 * @param {object} owner the object or prototype that holds the function
 * @param {string} name the property
 * @param {Function} replacement what stands there from now on
 * @returns {Function} the original
 * @throws {Error} when there is nothing to replace, or the replacement did not take
 */
function replace(owner, name, replacement) {
  const original = owner?.[name];
  if (typeof original !== 'function') {
    throw new Error(`${LABEL}: it has no ${name}() where one was expected.`);
  }
  define(owner, name, replacement);
  return original;
}

/** Like `replace`, for a function that not every Node.js has; returns undefined without one. */
function replaceIfThere(owner, name, replacement) {
  return typeof owner?.[name] === 'function' ? replace(owner, name, replacement) : undefined;
}

function define(owner, name, value) {
  const { enumerable = true } = Object.getOwnPropertyDescriptor(owner, name) ?? {};
  Object.defineProperty(owner, name, { value, enumerable, writable: true, configurable: true });
  if (owner[name] !== value) throw new Error(`${LABEL}: ${name}() could not be replaced.`);
}

module.exports = { replace, replaceIfThere };
