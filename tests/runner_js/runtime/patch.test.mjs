import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diff, isEqual } from '../../../resources/runner/patch.mjs';
import { snapshot } from '../../../resources/runner/snapshot.mjs';

const unescape = (key) => key.replaceAll('~1', '/').replaceAll('~0', '~');

/** Applies a patch as RFC 6902 says, strictly. */
function apply(document, patch) {
  let root = structuredClone(document);
  for (const { op, path, value } of patch) {
    const keys = path.split('/').slice(1).map(unescape);
    if (keys.length === 0) {
      root = structuredClone(value);
      continue;
    }
    const last = keys.pop();
    const parent = keys.reduce((node, key) => node[key], root);
    if (op !== 'add') assert.ok(Object.hasOwn(parent, last), `${op} ${path}`);
    if (!Array.isArray(parent)) {
      if (op === 'remove') delete parent[last];
      else parent[last] = structuredClone(value);
    } else if (op === 'remove') parent.splice(Number(last), 1);
    else if (op === 'add') parent.splice(Number(last), 0, structuredClone(value));
    else parent[last] = structuredClone(value);
  }
  return root;
}

const CASES = [
  ['nothing', { a: 1 }, { a: 1 }, 0],
  ['a value', { a: 1 }, { a: 2 }, 1],
  ['a type', { a: 1 }, { a: [1] }, 1],
  ['null to object', null, { a: 1 }, 1],
  ['object to null', { a: 1 }, null, 1],
  ['list to object', { a: [] }, { a: {} }, 1],
  ['keys with / and ~', { 'a/b': 1, 'm~n': 1 }, { 'a/b': 2, 'x~/y': 1 }, 3],
  ['the empty key', { '': 1 }, { '': 2 }, 1],
  ['a list grows', [1, 2], [1, 2, 3, 4], 2],
  ['a list shrinks', [1, 2, 3, 4], [1, 2], 2],
  ['shift', [1, 2, 3, 4], [2, 3, 4], 1],
  ['unshift', [2, 3], [1, 2, 3], 1],
  ['a middle item goes', [{ a: 1 }, { b: 1 }, { c: 1 }], [{ a: 1 }, { c: 1 }], 1],
  ['a nested change', [{ a: [1, { b: 2 }] }], [{ a: [1, { b: 3 }] }], 1],
  ['reverse', [1, 2, 3], [3, 2, 1], 2],
  ['a key named like a method', {}, { toString: 1, constructor: 2 }, 2],
];

for (const [name, before, after, changes] of CASES) {
  test(`patch: ${name}`, () => {
    const patch = diff(before, after);
    assert.deepEqual(apply(before, patch), after);
    assert.equal(patch.length, changes);
  });
}

function randomValue(random, depth) {
  const kind = Math.floor(random() * (depth > 3 ? 3 : 5));
  if (kind === 0) return Math.floor(random() * 4);
  if (kind === 1) return ['x', 'y', ''][Math.floor(random() * 3)];
  if (kind === 2) return [null, true, false][Math.floor(random() * 3)];
  const items = Array.from({ length: Math.floor(random() * 5) }, () =>
    randomValue(random, depth + 1),
  );
  if (kind === 3) return items;
  return Object.fromEntries(
    items.map((item) => [['a', 'b', 'c/d', 'e~f'][Math.floor(random() * 4)], item]),
  );
}

/** Numbers that look random and are the same every time. */
function makeRandom(seed) {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

test('any two values: the patch turns one into the other, also over shared snapshots', () => {
  const random = makeRandom(7);
  for (let round = 0; round < 3000; round++) {
    const before = randomValue(random, 0);
    const after = randomValue(random, 0);
    assert.deepEqual(apply(before, diff(before, after)), after);
    const first = snapshot(before, { nodes: 1e6 }).value;
    const second = snapshot(after, { nodes: 1e6, before: first }).value;
    assert.deepEqual(second, after);
    assert.deepEqual(apply(first, diff(first, second)), after);
  }
});

test('past a thousand changes a list is replaced', () => {
  const before = Array.from({ length: 5000 }, (_, index) => ({ index }));
  const after = before.map(({ index }) => ({ index: index + 1, more: true }));
  assert.deepEqual(diff(before, after), [{ op: 'replace', path: '', value: after }]);
});

test('a shift of a long list takes no quadratic time', () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => ({ index, list: [index, { a: 1 }] }));
  const before = snapshot(rows, { nodes: 1e7 }).value;
  rows.shift();
  const started = performance.now();
  const after = snapshot(rows, { nodes: 1e7, before }).value;
  assert.equal(diff(before, after).length, 1);
  assert.ok(performance.now() - started < 3000);
});

test('equality looks at everything', () => {
  assert.ok(isEqual({ a: [1, { b: null }] }, { a: [1, { b: null }] }));
  assert.ok(!isEqual({ a: 1 }, { b: 1 }));
  assert.ok(!isEqual([1], [1, 2]));
  assert.ok(!isEqual([], {}));
  assert.ok(!isEqual(null, {}));
});
