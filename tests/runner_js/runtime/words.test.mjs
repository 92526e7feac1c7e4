import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excerptOf } from '../../../resources/runner/errors.mjs';
import { fixFor, nearest } from '../../../resources/runner/fixes.mjs';
import { versionsBox } from '../../../resources/runner/versions.mjs';

test('the versions box is as wide as its longest line', () => {
  const box = versionsBox('Engine 1', '24.1.0', [
    { name: '@openfn/language-http', version: '7.2.10' },
    { name: 'x', version: '1' },
  ]);
  const expected = [
    '╭───────────────────────────────────╮',
    '│ ◲ ◱  Engine 1 (Node.js v24.1.0)   │',
    '│ ◳ ◰  @openfn/language-http@7.2.10 │',
    '│                               x@1 │',
    '╰───────────────────────────────────╯',
  ];
  assert.equal(box, expected.join('\n'));
});

test('the nearest name is near', () => {
  const names = ['fn', 'each', 'alterState', 'dataValue'];
  assert.equal(nearest('alterstate', names), 'alterState');
  assert.equal(nearest('aletrState', names), 'alterState');
  assert.equal(nearest('eahc', names), 'each');
  assert.equal(nearest('post', names), null);
  assert.equal(nearest('x', names), null);
});

test('advice fits the error', () => {
  const advice = (message, more = {}) => fixFor({ message, ...more }, ['fn']);
  assert.match(advice("Cannot read properties of null (reading 'a')"), /null here/);
  assert.match(advice('x', { code: 'ECONNREFUSED' }), /Nothing answers/);
  assert.match(advice('x', { details: { response: { status: 401 } } }), /credential/);
  assert.match(advice('Server answered: error 404'), /check the path/);
  assert.match(advice('fn(...).then is not a function'), /v2/);
  assert.equal(advice('something of its own'), null);
});

test('an excerpt keeps tabs, so that the caret stands right', () => {
  assert.equal(excerptOf('a\n\tb c', { line: 2, column: 4 }), '2 | \tb c\n    \t  ^');
  assert.equal(excerptOf('a', { line: 9, column: 1 }), null);
  assert.equal(excerptOf('a', null), null);
});
