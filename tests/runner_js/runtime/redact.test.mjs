import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { classifyKey, makeRedactor } from '../../../resources/runner/redact.mjs';

const table = JSON.parse(readFileSync(new URL('../../data/redaction.json', import.meta.url)));

for (const { why, configuration, write_only: writeOnly, text, expected } of table.redact) {
  test(`text: ${why}`, () => {
    assert.equal(makeRedactor(configuration, writeOnly).text(text), expected);
  });
}

for (const { key, class: expected } of table.keys) {
  test(`the key '${key}' is ${expected}`, () => assert.equal(classifyKey(key), expected));
}

for (const { why, configuration, write_only: writeOnly, value, paths } of table.find) {
  test(`find: ${why}`, () => {
    assert.deepEqual(makeRedactor(configuration, writeOnly).findIn(value), paths);
  });
}

test('a masked value shares what holds no secret', () => {
  const value = { a: { b: 1 }, c: ['token-1', 1234567] };
  const shown = makeRedactor({ t: 'token-1', n: 1234567 }).value(value);
  assert.deepEqual(shown, { a: { b: 1 }, c: ['••••', '••••'] });
  assert.equal(shown.a, value.a);
});

test('a pointer keeps its escapes around a masked key', () => {
  const redactor = makeRedactor({ token: 'ab/cd~ef' });
  assert.equal(redactor.pointer('/data/ab~1cd~0ef/x~1y'), '/data/••••/x~1y');
});
