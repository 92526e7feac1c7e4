import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  ProtocolError,
  checkEvent,
  readCommand,
  shownEvent,
} from '../../../resources/runner/protocol.mjs';
import { makeRedactor } from '../../../resources/runner/redact.mjs';

const samples = JSON.parse(
  readFileSync(new URL('../../data/protocol/samples.json', import.meta.url)),
);

for (const [index, command] of samples.commands.entries()) {
  test(`command sample ${index} (${command.type}) is read, defaults filled in`, () => {
    const read = readCommand(JSON.stringify(command));
    for (const [name, value] of Object.entries(command)) assert.deepEqual(read[name], value);
    if (command.type === 'run') assert.equal(typeof read.no_console, 'boolean');
  });
}

for (const [index, event] of samples.events.entries()) {
  test(`event sample ${index} (${event.type}) has the fields we know`, () => checkEvent(event));
}

test('step without a state keeps it unset, with null it is null', () => {
  assert.equal('state' in readCommand('{"type":"step"}'), false);
  assert.equal(readCommand('{"type":"step","state":null}').state, null);
});

for (const line of ['', '{', '[]', 'null', '{"type":"toString"}', '{"type":"answer"}']) {
  test(`the command '${line}' is refused`, () => {
    assert.throws(() => readCommand(line), ProtocolError);
  });
}

for (const event of [
  { type: 'nope' },
  { type: 'log', level: 'info' },
  { type: 'log', level: 'info', text: '', colour: 'red' },
]) {
  test(`the event ${JSON.stringify(event)} is refused`, () => {
    assert.throws(() => checkEvent(event), ProtocolError);
  });
}

test('only what people read is redacted, never what programs read', () => {
  const redactor = makeRedactor({ a: 'finished', b: 'job-error', c: 123456 });
  const event = {
    type: 'finished',
    ms: 123456,
    exit_code: 1,
    state: { kept: 'finished' },
    error: { name: 'E', message: 'finished job-error', source: 'job', frames: [{ line: 123456 }] },
  };

  const shown = shownEvent(event, redactor);

  assert.equal(shown.type, 'finished');
  assert.equal(shown.ms, 123456);
  assert.deepEqual(shown.state, { kept: 'finished' });
  assert.equal(shown.error.message, '•••• ••••');
  assert.equal(shown.error.frames[0].line, 123456);
});

test('patches, headers and bodies are redacted', () => {
  const redactor = makeRedactor({ token: 'tok-12345', pin: 654321 });
  const patch = [
    { op: 'add', path: '/a/tok-12345', value: { b: 'x tok-12345', n: 654321, m: 1 } },
    { op: 'remove', path: '/b' },
  ];
  const shown = shownEvent({ type: 'operation_finished', index: 0, took_ms: 1, patch }, redactor);
  assert.deepEqual(shown.patch, [
    { op: 'add', path: '/a/••••', value: { b: 'x ••••', n: '••••', m: 1 } },
    { op: 'remove', path: '/b' },
  ]);

  const http = {
    type: 'http',
    phase: 'request',
    id: 1,
    method: 'GET',
    url: 'http://h/?t=tok-12345',
    headers: { authorization: 'Bearer tok-12345' },
    body: { size: 654321, text: 'tok-12345' },
  };
  const seen = shownEvent(http, redactor);
  assert.equal(seen.url, 'http://h/?t=••••');
  assert.equal(seen.headers.authorization, 'Bearer ••••');
  assert.deepEqual(seen.body, { size: 654321, text: '••••' });
});

test('a secret that stands where a text is cut is not torn apart', () => {
  const redactor = makeRedactor({ token: 'tok/12345' });
  const long = (before) => `${'x'.repeat(before)}tok%2f12345 and more`;
  const body = { size: 90, text: `${'x'.repeat(80)}tok/12`, is_truncated: true };
  const error = { name: long(196), message: long(9_996), code: long(198), cause: long(9_999) };

  const finished = shownEvent({ type: 'finished', exit_code: 1, error }, redactor);
  const http = { type: 'http', phase: 'response', id: 1, method: 'GET', url: 'http://h/', body };
  const text = JSON.stringify([finished, shownEvent(http, redactor)]);

  assert.doesNotMatch(text, /to|k%|tok/);
  assert.equal(finished.error.message.length, 10_000 + '… (10023 characters)'.length);
});

test('a secret within a body that is no text is masked', () => {
  const redactor = makeRedactor({ password: 'hunter22' });
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('pw=hunter22')]);
  const bodyOf = (all) => ({ size: all.length, base64: all.toString('base64') });
  const shown = (all) =>
    shownEvent(
      { type: 'http', phase: 'request', id: 1, method: 'POST', url: 'u', body: bodyOf(all) },
      redactor,
    ).body;

  assert.deepEqual(shown(bytes), { size: 13, text: '\ufffd\ufffdpw=••••' });
  assert.deepEqual(shown(bytes.subarray(0, 5)), bodyOf(bytes.subarray(0, 5)));
});
