'use strict';

/**
 * Which rule answers a request: the twin of `openfn_studio/intercept/matcher.py`.
 * Both are tested with `tests/data/stubs/matcher-cases.json`; change them together.
 */

const { problemOfAnswer } = require('./answers.cjs');

/** A rule that cannot be used; the message names it by its number, from 1. */
class RuleError extends Error {
  constructor(index, problem) {
    super(`HTTP rule ${index + 1}: ${problem}`);
    this.name = 'RuleError';
    this.index = index;
  }
}

/** Rules of one run, in order, with what is left of each one's `times`. */
class Rules {
  #rules;

  /**
   * @param {object[]} rules the protocol's `StubRule`s
   * @throws {RuleError} when one cannot be used
   */
  constructor(rules = []) {
    this.#rules = rules.map(compileRule);
  }

  /**
   * Return the first rule that fits and count its use; null when none does.
   * @param {string} method
   * @param {string} url the full URL
   * @returns {{index: number, rule: object} | null}
   */
  take(method, url) {
    const request = { method: method.toUpperCase(), ...partsOf(url) };
    const found = this.#rules.find((candidate) => candidate.left > 0 && candidate.fits(request));
    if (!found) return null;
    found.left -= 1;
    return { index: found.index, rule: found.rule };
  }
}

function compileRule(rule, index) {
  const method = rule.method?.toUpperCase();
  const fitsUrl = urlTest(rule, index);
  const problem = problemOfAnswer(rule.answer ?? {});
  if (problem) throw new RuleError(index, `${problem}.`);
  return {
    index,
    rule,
    left: rule.times ?? Infinity,
    fits: (request) => (!method || method === request.method) && fitsUrl(request),
  };
}

function urlTest({ url, pattern }, index) {
  if (pattern !== undefined && pattern !== null) {
    const expression = compilePattern(pattern, index);
    return (request) => expression.test(request.url);
  }
  if (url === undefined || url === null) return () => true;
  const { subject, expression } = compileGlob(url);
  return (request) => expression.test(request[subject]);
}

function compilePattern(pattern, index) {
  try {
    return new RegExp(pattern);
  } catch (error) {
    throw new RuleError(index, `its pattern is not a regular expression (${error.message}).`);
  }
}

// ---- URLs: `full` is a whole URL, `rest` the same without scheme, `path` without host

/** Return what a rule may be compared with: each part with and without the query. */
function partsOf(url) {
  const whole = normalUrl(url);
  const full = whole.split('?', 1)[0];
  const rest = (text) => text.replace(/^[^:/?]*:\/\//, '');
  const path = (text) => rest(text).replace(/^[^/?]*/, '');
  return {
    url: whole,
    full,
    rest: rest(full),
    path: path(full),
    fullWithQuery: whole,
    restWithQuery: rest(whole),
    pathWithQuery: path(whole),
  };
}

/** Scheme and host in lower case, no default port, a path of at least `/`. */
function normalUrl(url) {
  const [, scheme, host, rest] = /^([^:/?]*:\/\/)?([^/?]*)(.*)$/s.exec(url);
  const start = (scheme ?? '').toLowerCase();
  const tail = rest.startsWith('/') ? rest : `/${rest}`;
  return start + withoutDefaultPort(start, host.toLowerCase()) + normalEscapes(tail);
}

function withoutDefaultPort(scheme, host) {
  if (scheme === 'http://') return host.replace(/:80$/, '');
  if (scheme === 'https://') return host.replace(/:443$/, '');
  return host;
}

/** What a URL cannot hold is escaped as a client would, and escapes are in capitals. */
function normalEscapes(text) {
  return text
    .replace(/[^\x21-\x7e]+/gu, encodeURIComponent)
    .replace(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase());
}

// ---- globs

/** `https://host/path*` is a whole URL, `/path*` a path on every host, `host/path*` any scheme. */
function compileGlob(url) {
  const glob = url.replace(/\*+/g, '*');
  const part = glob.startsWith('/') ? 'path' : glob.includes('://') ? 'full' : restOrAll(glob);
  const text = part === 'path' ? normalEscapes(glob) : normalGlob(glob);
  const source = text.split('*').map(escapeForRegExp).join('.*');
  const subject = glob.includes('?') ? `${part}WithQuery` : part;
  return { subject, expression: new RegExp(`^${source}$`, 's') };
}

/** `*` at the start may stand for the scheme, too. */
const restOrAll = (glob) => (glob.startsWith('*') ? 'full' : 'rest');

/** A host without a path means the path `/`, unless it ends in `*`. */
function normalGlob(glob) {
  const isOnlyHost = !/[/?]/.test(glob.replace(/^[^:/?]*:\/\//, ''));
  if (isOnlyHost && glob.endsWith('*')) {
    const [, scheme, host] = /^([^:/?]*:\/\/)?(.*)$/s.exec(glob);
    return (scheme ?? '').toLowerCase() + host.toLowerCase();
  }
  return normalUrl(glob);
}

const escapeForRegExp = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

module.exports = { Rules, RuleError };
