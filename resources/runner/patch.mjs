/** JSON Patch (RFC 6902) between two snapshots that share their unchanged parts. */

/** Past so many changes inside one array, the array is replaced as a whole. */
const MAX_ARRAY_CHANGES = 1000;

const escapeKey = (key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1');

const isReference = (value) => typeof value === 'object' && value !== null;

/**
 * Whether two JSON values are equal.
 * @param {unknown} a
 * @param {unknown} b
 */
export function isEqual(a, b) {
  if (a === b) return true;
  if (!isReference(a) || !isReference(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a)) {
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]))
  );
}

/**
 * The changes that turn one JSON value into another.
 * @param {unknown} before
 * @param {unknown} after
 * @returns {{op: string, path: string, value?: unknown}[]}
 */
export function diff(before, after) {
  const changes = [];
  compare(before, after, '', changes);
  return changes;
}

function compare(before, after, path, changes) {
  if (before === after) return;
  const isSameKind =
    isReference(before) && isReference(after) && Array.isArray(before) === Array.isArray(after);
  if (!isSameKind) changes.push({ op: 'replace', path, value: after ?? null });
  else if (Array.isArray(before)) compareArrays(before, after, path, changes);
  else compareObjects(before, after, path, changes);
}

function compareObjects(before, after, path, changes) {
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key))
      changes.push({ op: 'remove', path: `${path}/${escapeKey(key)}` });
  }
  for (const key of Object.keys(after)) {
    const inner = `${path}/${escapeKey(key)}`;
    if (Object.hasOwn(before, key)) compare(before[key], after[key], inner, changes);
    else changes.push({ op: 'add', path: inner, value: after[key] });
  }
}

/** Cut off the common start and end, then compare what is left index by index. */
function compareArrays(before, after, path, changes) {
  let start = 0;
  let endBefore = before.length;
  let endAfter = after.length;
  while (start < endBefore && start < endAfter && isEqual(before[start], after[start])) start++;
  while (
    endBefore > start &&
    endAfter > start &&
    isEqual(before[endBefore - 1], after[endAfter - 1])
  ) {
    endBefore--;
    endAfter--;
  }
  const inner = [];
  const paired = Math.min(endBefore, endAfter);
  for (let index = start; index < paired && inner.length <= MAX_ARRAY_CHANGES; index++) {
    compare(before[index], after[index], `${path}/${index}`, inner);
  }
  if (inner.length + Math.abs(endAfter - endBefore) > MAX_ARRAY_CHANGES) {
    changes.push({ op: 'replace', path, value: after });
    return;
  }
  for (let index = endBefore - 1; index >= paired; index--) {
    inner.push({ op: 'remove', path: `${path}/${index}` });
  }
  for (let index = paired; index < endAfter; index++) {
    inner.push({ op: 'add', path: `${path}/${index}`, value: after[index] });
  }
  for (const change of inner) changes.push(change);
}
