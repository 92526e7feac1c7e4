/** The v2 dialect: a job for each rule, and the rules that need more than one look. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compile } from '../../../resources/runner/compile/index.mjs';
import { compileJob, compileText, jobsOf } from './corpus.mjs';

for (const job of jobsOf('v2')) {
  test(`${job.file}: ${job.rule}`, () => {
    const { compiled, error } = compileJob(job, 'v2');

    if (job.error) {
      assert.equal(error?.message, job.error);
      assert.deepEqual([error.at.line, error.at.column], job.at);
      return;
    }
    assert.equal(error, undefined);
    assert.deepEqual(
      compiled.operations.map(({ name }) => name),
      job.operations,
    );
    assert.equal(compiled.dropped.length, job.dropped ?? 0);
    assert.deepEqual(
      compiled.warnings.map(({ code }) => code),
      job.warnings ?? [],
    );
    if (job.imports) assert.deepEqual(compiled.imports, job.imports);
  });
}

/** The code right of what hides before line 1. */
const body = (text) => {
  const { code, columnOffset } = compileText(text, 'v2');
  return code.slice(-columnOffset);
};

test('a lazy argument becomes a function of state', () => {
  assert.equal(body('fn($.a);'), 'fn((state=>(state.a))));;');
  assert.equal(body('fn(1, [$.a, $.b.c()]);').startsWith('fn(1, (state=>([state.a, '), true);
});

test('an argument with two $ becomes one function', () => {
  assert.equal(body('fn([$.a, $.b]);'), 'fn((state=>([state.a, state.b]))));;');
});

test('a call of a method of $ waits for the state as a whole', () => {
  assert.equal(body("fn($.join(','));"), "fn((state=>(state.join(',')))));;");
});

test('each call around a $ gets its own function', () => {
  assert.equal(
    body('fn(dataValue($.a), $.b);'),
    'fn(dataValue((state=>(state.a))), (state=>(state.b))));;',
  );
  assert.equal(
    body('fn(dataValue($.a) + $.b);'),
    'fn((state=>(dataValue((state=>(state.a))) + state.b))));;',
  );
});

test('a chain becomes one deferred operation', () => {
  const { code, usesDefer } = compileText('fn(1).then(2).catch(3);', 'v2');

  assert.equal(usesDefer, true);
  assert.ok(code.endsWith('__ofn_defer(fn(1),(p,__ofn_c)=>p.then(2).catch(3)));;'));
  assert.ok(code.includes('import{__ofn_op,__ofn_defer}from"@runner";'));
});

test('a chain inside a function is left alone', () => {
  for (const text of ['fn(s => get(s).then(s));', '{ get(1).then(s => s); }']) {
    assert.equal(compileText(text, 'v2').usesDefer, false);
  }
});

test('a catch that comes first has its handler given through __ofn_c', () => {
  assert.ok(body('fn(1).catch(e => 2).then(3);').includes('.catch(__ofn_c(e => 2)).then(3)'));
  assert.ok(!body('fn(1).then(3).catch(e => 2);').includes('__ofn_c('));
});

test('an operation that awaits is built by an async function', () => {
  assert.match(compileText('fn(await 1);', 'v2').code, /__ofn_op\(0,async\(\)=>fn/);
  assert.match(compileText('fn(async () => await 1);', 'v2').code, /__ofn_op\(0,\(\)=>fn/);
});

test('names are imported once each, from whichever adaptors give them', () => {
  const adaptors = [
    { name: 'a', exports: ['fn', 'get'] },
    { name: 'b', exports: ['fn', 'post'] },
  ];
  const { imports, code } = compile('get(post(1), fn);\nfn(get);', 'v2', { adaptors });

  assert.deepEqual(imports, ['get', 'post', 'fn']);
  assert.ok(code.startsWith('import{get,post,fn}from"@adaptor";import{__ofn_op}from"@runner";'));
});

const NO_REFERENCE = [
  'a.fn;',
  '({ fn: 1 });',
  'fn: for (;;) break fn;',
  'class A { fn() {} }',
  'const fn = 1; fn;',
  'function f(fn) { fn(); }',
  'try {} catch (fn) { fn(); }',
  'for (const fn of []) fn();',
  'const { a: fn } = {}; fn();',
  "import fn from './x.js'; fn();",
  '(function fn() { fn(); });',
  '(class fn { m() { fn(); } });',
  '{ let fn = 1; fn; }',
  '{ var fn = 1; } fn;',
];

for (const text of NO_REFERENCE) {
  test(`no use of the adaptor's fn: ${text}`, () => {
    assert.deepEqual(compileText(text, 'v2').imports, []);
  });
}

const REFERENCE = [
  'fn;',
  'a[fn];',
  '({ fn });',
  '({ [fn]: 1 });',
  '{ let fn = 1; } fn;',
  'typeof fn;',
];

for (const text of REFERENCE) {
  test(`a use of the adaptor's fn: ${text}`, () => {
    assert.deepEqual(compileText(text, 'v2').imports, ['fn']);
  });
}

test('an unknown name is warned of once, at its first use, but not behind typeof', () => {
  const { warnings } = compileText('fn(typeof ghost, spook, spook);', 'v2');

  assert.deepEqual(
    warnings.map(({ code, range }) => [code, range.start]),
    [['unknown-name', 17]],
  );
  assert.match(warnings[0].message, /'spook' is not defined/);
});

test('arguments are there in functions, but not in arrow functions or at the root', () => {
  const codes = (text) => compileText(text, 'v2').warnings.map(({ code }) => code);

  assert.deepEqual(codes('fn(function () { return arguments; });'), []);
  assert.deepEqual(codes('fn(() => arguments);'), ['unknown-name']);
});

test('ignored statements are told with the range of the statement', () => {
  const { dropped } = compileText('fn(1);\nawait fn(2);\n', 'v2');

  assert.deepEqual(dropped, [
    {
      kind: 'operation',
      range: { start: 7, end: 19, line: 2, column: 1, end_line: 2, end_column: 13 },
    },
  ]);
});

test('with an export default that is no list, no call is an operation', () => {
  const { operations, dropped } = compileText('fn(1);\nexport default fn;', 'v2');

  assert.equal(operations.length, 0);
  assert.equal(dropped.length, 1);
});
