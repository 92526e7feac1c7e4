import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finalText, partsOf } from '../../../resources/runner/finalstate.mjs';
import { StateRecorder } from '../../../resources/runner/recorder.mjs';
import { snapshot, snapshotState } from '../../../resources/runner/snapshot.mjs';

const NODES = { nodes: 1000 };

test('what has not changed is shared with the snapshot before', () => {
  const state = { a: { b: [1, 2] }, c: { d: 1 } };
  const first = snapshot(state, NODES).value;
  state.c.d = 2;
  const second = snapshot(state, { ...NODES, before: first }).value;

  assert.deepEqual(second, { a: { b: [1, 2] }, c: { d: 2 } });
  assert.equal(second.a, first.a);
  assert.notEqual(second.c, first.c);
  assert.equal(snapshot(state, { ...NODES, before: second }).value, second);
});

test('a snapshot does not follow later changes', () => {
  const state = { a: [1] };
  const { value } = snapshot(state, NODES);
  state.a.push(2);
  assert.deepEqual(value, { a: [1] });
});

test('a removed key, a shortened list and a changed order are seen', () => {
  const before = snapshot({ a: 1, b: 2, l: [1, 2, 3] }, NODES).value;
  assert.deepEqual(snapshot({ a: 1, l: [1, 2] }, { ...NODES, before }).value, { a: 1, l: [1, 2] });
  assert.deepEqual(snapshot({}, { ...NODES, before }).value, {});
  assert.deepEqual(snapshot([], { ...NODES, before: [1] }).value, []);
});

test('configuration is gone at the root, and hidden elsewhere', () => {
  const configuration = { password: 'x' };
  const state = { configuration, data: { copy: configuration, configuration: { other: 1 } } };
  state.data.root = state;
  const { value } = snapshotState(state, { ...NODES, hidden: configuration });
  assert.deepEqual(value, {
    data: { copy: '[configuration]', configuration: { other: 1 }, root: '[Circular]' },
  });
});

test('a root whose keys throw is still shown', () => {
  const state = {
    configuration: 1,
    get bad() {
      throw new Error('no');
    },
    good: 1,
  };
  assert.deepEqual(snapshotState(state, NODES).value, { bad: '[cannot be read: no]', good: 1 });
});

for (const [name, value] of [
  ['nodes', Array.from({ length: 2000 }, () => 1)],
  ['characters', 'x'.repeat(100_000)],
  ['an empty but long list', new Array(1e9)],
]) {
  test(`too big by ${name}`, () => {
    assert.deepEqual(snapshot(value, NODES), { value: undefined, isTooBig: true });
  });
}

test('a state that stays too big is looked at ever more rarely', () => {
  const recorder = new StateRecorder({ nodes: 10, configuration: null });
  const big = {
    get rows() {
      looks++;
      return new Array(100);
    },
  };
  let looks = 0;
  recorder.begin(big);
  for (let operation = 0; operation < 100; operation++) recorder.changes(big);
  assert.ok(looks < 15, `${looks} looks`);
  assert.ok(looks > 5, `${looks} looks`);
});

test('final text: cycles, BigInt and throwing getters are told, the rest is exact', () => {
  const state = {
    configuration: { a: 1 },
    n: 1n,
    get bad() {
      throw new Error('no');
    },
    f() {},
    u: undefined,
  };
  state.me = state;
  assert.equal(finalText(state), '{"n":"1","bad":"[cannot be read: no]","me":"[Circular]"}');
  assert.equal(finalText(undefined), undefined);
  assert.equal(finalText({ toJSON: () => ({ configuration: 1, a: 2 }) }), '{"a":2}');
  assert.equal(finalText([1, undefined]), '[1,null]');
});

test('parts are whole characters, and join to the text', () => {
  const text = JSON.stringify({ t: '🙂'.repeat(700_000) });
  const parts = partsOf(text);
  assert.ok(parts.length > 2);
  assert.equal(parts.join(''), text);
  assert.ok(parts.every((part) => part.isWellFormed()));
});

test('what a line cannot carry goes in parts', () => {
  assert.equal(partsOf('{"a":1}'), null);
  assert.notEqual(partsOf('['.repeat(300) + ']'.repeat(300)), null);
  assert.notEqual(partsOf(JSON.stringify('\ud800')), null);
  assert.equal(partsOf(JSON.stringify({ a: '['.repeat(300) })), null);
});
