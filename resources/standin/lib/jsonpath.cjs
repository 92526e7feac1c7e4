'use strict';

/*
 * The part of JSONPath that jobs use: $.a.b, $['a b'], $.a[0], $.a[-1], $.a[*], $.a.*, $..name.
 */

const SINGLE = String.raw`'((?:[^'\\]|\\.)*)'`;
const DOUBLE = String.raw`"((?:[^"\\]|\\.)*)"`;
const BARE = String.raw`(\*)|(-?\d+)|([^\]'"?()]+)`;
const STEP = new RegExp(
  String.raw`(\.\.)?(?:\.?\[\s*(?:${SINGLE}|${DOUBLE}|${BARE})\s*\]|\.?(\*)|\.?([^.[\]]+))`, 'gy'
);

/** Split a path into steps `{key, every, deep}`; a path that is not understood is an error. */
function parse(path) {
  const text = String(path).trim().replace(/^\$/, '');
  const steps = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const at = STEP.lastIndex;
    const found = STEP.exec(text);
    if (!found) {
      const rest = text.slice(at);
      throw new Error(`The path "${path}" is not understood at "${rest}"; filters are not known.`);
    }
    const [, deep, single, double, starInside, index, bare, star, name] = found;
    const quoted = single ?? double;
    steps.push({
      deep: Boolean(deep),
      every: Boolean(starInside || star),
      key: quoted === undefined ? (index ?? bare?.trim() ?? name) : quoted.replace(/\\(.)/g, '$1'),
    });
  }
  return steps;
}

const isContainer = value => typeof value === 'object' && value !== null;

function withDescendants(value) {
  if (!isContainer(value)) {
    return [];
  }
  return [value, ...Object.values(value).flatMap(withDescendants)];
}

function children(value, { every, key }) {
  if (!isContainer(value)) {
    return [];
  }
  if (every) {
    return Object.values(value);
  }
  const place = Array.isArray(value) && /^-\d+$/.test(key) ? value.length + Number(key) : key;
  return Object.hasOwn(value, place) ? [value[place]] : [];
}

/**
 * Return every value that `path` finds in `json`.
 */
function select(json, path) {
  return parse(path).reduce((found, step) => {
    const from = step.deep ? found.flatMap(withDescendants) : found;
    return from.flatMap(value => children(value, step));
  }, [json]);
}

exports.select = select;
