/**
 * The final state as the platform keeps it: exact JSON, `[Circular]` for a cycle, without
 * `configuration`. What JSON cannot hold is left out or becomes what `JSON.stringify` makes of it.
 */
import { CIRCULAR, TOO_DEEP, withoutConfiguration } from './snapshot.mjs';

const MAX_LINE_CHARS = 1 << 20;
const PART_CHARS = 512 << 10;
const MAX_DEPTH_OF_LINE = 256;
const MAX_DEPTH_OF_COPY = 2000;
const HALF_PAIR = /\\u[dD][89a-fA-F]/;

/**
 * The JSON text of a final state; undefined when the value has none (nothing, a function).
 * @param {unknown} state
 * @returns {string | undefined}
 */
export function finalText(state) {
  const root = rootJson(state);
  const carried = withoutConfiguration(root);
  try {
    return JSON.stringify(carried);
  } catch {
    // A reference back to the root is a cycle, too: the root still has its configuration.
    return JSON.stringify(copyJson(carried, '', carried === root ? [] : [root]));
  }
}

/** A root with a `toJSON` is what that gives, so that its `configuration` can be taken away. */
function rootJson(state) {
  try {
    return typeof state?.toJSON === 'function' ? state.toJSON('') : state;
  } catch {
    return state;
  }
}

/** `JSON.stringify`'s rules, without its ways to throw. */
function copyJson(value, key, ancestors) {
  try {
    return copyValue(value, key, ancestors);
  } catch (error) {
    if (error instanceof RangeError) return TOO_DEEP;
    return `[cannot be read: ${String(error?.message)}]`;
  }
}

function copyValue(value, key, ancestors) {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (ancestors.includes(value)) return CIRCULAR;
  if (ancestors.length >= MAX_DEPTH_OF_COPY) return TOO_DEEP;
  if (isBoxed(value)) return value.valueOf();
  ancestors.push(value);
  try {
    if (typeof value.toJSON === 'function') return copyJson(value.toJSON(key), key, ancestors);
    return Array.isArray(value) ? copyArray(value, ancestors) : copyObject(value, ancestors);
  } finally {
    ancestors.pop();
  }
}

const isBoxed = (value) =>
  value instanceof String || value instanceof Number || value instanceof Boolean;

const copyArray = (value, ancestors) =>
  Array.from(value, (item, index) => copyJson(item, String(index), ancestors));

function copyObject(value, ancestors) {
  const copy = {};
  for (const key of Object.keys(value)) {
    const item = readJson(value, key, ancestors);
    Object.defineProperty(copy, key, { value: item, enumerable: true });
  }
  return copy;
}

function readJson(container, key, ancestors) {
  let live;
  try {
    live = container[key];
  } catch (error) {
    return `[cannot be read: ${String(error?.message)}]`;
  }
  return copyJson(live, key, ancestors);
}

/**
 * Cut a long JSON text into pieces for `state_part`; null when it fits into `finished` itself.
 * Texts that a line could not carry (very deep, half surrogate pairs) go in pieces as well.
 * @param {string} text
 * @returns {string[] | null}
 */
export function partsOf(text) {
  const fits =
    text.length <= MAX_LINE_CHARS && !HALF_PAIR.test(text) && depthOf(text) <= MAX_DEPTH_OF_LINE;
  if (fits) return null;
  const parts = [];
  for (let start = 0; start < text.length;) {
    let end = Math.min(start + PART_CHARS, text.length);
    if (isHighSurrogate(text.charCodeAt(end - 1)) && end < text.length) end++;
    parts.push(text.slice(start, end));
    start = end;
  }
  return parts;
}

const isHighSurrogate = (unit) => unit >= 0xd800 && unit <= 0xdbff;

function depthOf(json) {
  let depth = 0;
  let deepest = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[{]|[\]}]/g)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return deepest;
}
