/** Where V8 says an error is, is where it is in the job. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';

import { Lines } from '../../../resources/runner/compile/lines.mjs';
import { compileText } from './corpus.mjs';

const FILE = 'job.js';

/** The place in the code of the innermost frame of the job. */
function frameOf(error) {
  const [, line, column] = /job\.js:(\d+):(\d+)/.exec(error.stack);
  return [Number(line), Number(column)];
}

const NAMES = {
  boom() {
    throw new Error('boom');
  },
  fn: (f) => f,
  execute() {},
  dataValue: () => () => 1,
};

async function failV1({ code, columnOffset }) {
  const thunks = [];
  const scope = { ...NAMES, __ofn_op: (index, thunk) => (thunks[index] = thunk) };
  const options = { filename: FILE, columnOffset };
  vm.compileFunction(code, Object.keys(scope), options)(...Object.values(scope));
  for (const thunk of thunks) await thunk()({});
}

async function failV2({ code, columnOffset }) {
  const thunks = [];
  const runner = {
    __ofn_op: (index, thunk) => (thunks[index] = thunk),
    __ofn_defer: (operation, complete) => (state) =>
      complete(Promise.resolve(operation(state)), (handler) => handler),
  };
  const module = new vm.SourceTextModule(code, { identifier: FILE, columnOffset });
  const given = (exports) =>
    new vm.SyntheticModule(Object.keys(exports), function () {
      for (const [name, value] of Object.entries(exports)) this.setExport(name, value);
    });
  await module.link((specifier) => given(specifier === '@runner' ? runner : NAMES));
  await module.evaluate();
  for (const thunk of thunks) await (await thunk())({ data: {} });
}

const RUN = { v1: failV1, v2: failV2 };

async function placeOfFailure(text, dialect) {
  const names = { name: 'test', exports: Object.keys(NAMES) };
  const { compile } = await import('../../../resources/runner/compile/index.mjs');
  const compiled = compile(text, dialect, { adaptors: [names] });
  const error = await RUN[dialect](compiled).then(
    () => assert.fail('nothing failed'),
    (reason) => reason,
  );
  return compiled.toSource(...frameOf(error));
}

/** In each, `boom` stands once, and fails there. */
const BOTH = {
  'the first character': 'boom();',
  'the first line': 'fn(() => boom());',
  'the second operation of a line': 'fn(s => s); fn(s => s); fn(() => boom());',
  'the second line': 'fn(s => s);\nfn(() => boom());',
  'without semicolons': 'fn(s => s)\nfn(() => boom())',
  'while an operation is built': 'fn(s => s);\n  fn(boom());',
  'after blank lines and comments': '\n\n/* a\n b */ // c\n  fn(() => boom());',
  'inside lines of a function': 'fn(state => {\n  const a = 1;\n    boom();\n  return a;\n});',
  'CR LF': 'fn(s => s);\r\nfn(() => {\r\n  boom();\r\n});',
  CR: 'fn(s => s);\rfn(() => {\r  boom();\r});',
  'U+2028': '/*\u2028*/ fn(() => boom());',
  tabs: 'fn(s => s);\n\t\tfn(() =>\tboom());',
  'letters of two UTF-16 units': "fn(() => ['\u{1F600}', boom()]);",
  'a byte order mark': '\ufefffn(() => boom());',
  'in a template': 'fn(() => `a\n  ${boom()} b`);',
  'after a declaration on the same line': 'const a = 1; fn(() => boom());',
  'behind await': 'fn(async () => {\n  await null;\n  boom();\n});',
  'in a method': 'fn(() => ({\n  m() { boom(); },\n}).m());',
};

const V1 = {
  'hoisted from a condition': 'if (true) {\n  fn(() => boom());\n}',
  'hoisted from a function': 'function f(a, b) { return fn(() => boom()); }',
  'hoisted from a list': 'const a = [1, fn(s => s), fn(() => boom())];',
  'a call of a call': 'fn(s => s)(state => boom());',
};

const V2 = {
  'behind a lazy argument': 'fn(s => s, $.data.x, boom());',
  'inside a lazy argument': 'fn([$.data.x, boom()]);',
  'on the line after a lazy argument': 'fn($.data.a + $.b); fn(s => s);\n fn(() => boom());',
  'in a chain': 'fn(s => s).then(s => s).then(() => boom());',
  'in a chain over lines': 'fn(s => s)\n  .then(s => s)\n  .then(() => boom());',
  'in the handler of a catch': 'fn(async () => { throw 1; }).catch(() => boom());',
  'in an own helper': 'fn(() => help());\nfunction help() {\n  return boom();\n}',
  'in the root': 'fn(s => s);\nconst a = boom();',
};

for (const [dialect, table] of Object.entries({ v1: { ...BOTH, ...V1 }, v2: { ...BOTH, ...V2 } })) {
  for (const [name, text] of Object.entries(table)) {
    test(`${dialect}: ${name}`, async () => {
      const wanted = new Lines(text).at(text.indexOf('boom'));

      assert.deepEqual(await placeOfFailure(text, dialect), wanted);
    });
  }
}

test('a syntax error is where acorn says, counted from 1', () => {
  assert.throws(
    () => compileText('fn(s => s);\nfn(s => {;\n  )', 'v1'),
    (error) => {
      assert.equal(error.name, 'CompileError');
      assert.equal(error.message, 'Unexpected token');
      assert.deepEqual(error.at, { line: 3, column: 3 });
      return true;
    },
  );
});
