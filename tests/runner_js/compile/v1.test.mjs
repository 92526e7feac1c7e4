/** The v1 dialect: the rules of @openfn/core 1.5.1, one by one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compile } from '../../../resources/runner/compile/index.mjs';
import { adaptor, compileText } from './corpus.mjs';

const outline = (text) =>
  compileText(text, 'v1').operations.map(({ range, hoisted }) => [
    text.slice(range.start, range.end),
    hoisted ?? false,
  ]);

const failure = (text, adaptors = [adaptor('common')]) => {
  try {
    compile(text, 'v1', { adaptors });
  } catch (error) {
    return error;
  }
  return assert.fail('it compiled');
};

test('only a call that is a root statement by itself is not hoisted', () => {
  const text = 'fn(a); (fn(b)); fn(c), fn(d); if (1) fn(e); const f = fn(f); !fn(g); fn(h).x;';

  assert.deepEqual(outline(text), [
    ['fn(a)', false],
    ['fn(b)', false],
    ['fn(c)', true],
    ['fn(d)', true],
    ['fn(e)', true],
    ['fn(f)', true],
    ['fn(g)', true],
    ['fn(h)', true],
  ]);
});

test('a call inside a call is no operation of its own', () => {
  assert.deepEqual(outline('combine(fn(a), fn(b))(state);'), [
    ['combine(fn(a), fn(b))(state)', false],
  ]);
});

test('operations are named by what they call', () => {
  const { operations } = compileText(
    "http.get(1); fn(2)(state); beta['x'](3); (() => 4)(); this.fn(5); console.log.call(6);",
    'v1',
  );

  assert.deepEqual(
    operations.map(({ name }) => name),
    ['http.get', 'fn', 'beta', '(expression)', 'this.fn', 'console.log.call'],
  );
});

const DROPPED = {
  'const a = 1;': 'declaration',
  'let a;': 'declaration',
  'var a = fn(1);': 'declaration',
  'function f() {}': 'function',
  'async function* f() {}': 'function',
  'if (1) fn(1);': 'control',
  'for (;;) {}': 'control',
  'for (const a of []) {}': 'control',
  'while (0) {}': 'control',
  'do {} while (0);': 'control',
  'switch (1) {}': 'control',
  'try {} catch (e) {}': 'control',
  '{ fn(1); }': 'control',
  'a: fn(1);': 'control',
  'throw 1;': 'control',
  'debugger;': 'control',
  "'use strict';": 'directive',
  'a = 1;': 'expression',
  'fn(1), fn(2);': 'expression',
  'fn;': 'expression',
  '`a`;': 'expression',
  '() => 1;': 'expression',
};

for (const [text, kind] of Object.entries(DROPPED)) {
  test(`dropped as ${kind}: ${text}`, () => {
    const { dropped } = compileText(`\n${text}`, 'v1');

    const end = text.length + 1;
    const range = { start: 1, end, line: 2, column: 1, end_line: 2, end_column: end };
    assert.deepEqual(dropped, [{ kind, range }]);
  });
}

test('calls and empty statements are not reported as dropped', () => {
  assert.deepEqual(compileText(';;fn(1);(fn(2));;', 'v1').dropped, []);
});

test('the order is that of the text, but for a class expression and its extends', () => {
  const text = 'x = class extends fn(1) { m(a = fn(2)) { fn(3) } }; do fn(4); while (fn(5));';

  assert.deepEqual(
    outline(text).map(([call]) => call),
    ['fn(2)', 'fn(3)', 'fn(1)', 'fn(4)', 'fn(5)'],
  );
  assert.deepEqual(
    compileText(text, 'v1').code.match(/__ofn_op\(\d/g),
    ['__ofn_op(2', '__ofn_op(0', '__ofn_op(1', '__ofn_op(3', '__ofn_op(4'],
  );
});

test('every unknown function is told with its range, in words the log can print', () => {
  const error = failure('fn(1);\n  feild(2);\nfn(s => upsert.x(s));');

  assert.equal(error.message, 'Functions not available: feild, upsert.');
  assert.deepEqual(error.at, { line: 2, column: 3 });
  assert.deepEqual(error.problems, [
    {
      message: 'Function not available.',
      name: 'feild',
      range: { start: 9, end: 17, line: 2, column: 3, end_line: 2, end_column: 11 },
    },
    {
      message: 'Function not available.',
      name: 'upsert',
      range: { start: 27, end: 38, line: 3, column: 9, end_line: 3, end_column: 20 },
    },
  ]);
});

test('an adaptor without execute cannot run a job', () => {
  const error = failure('fn(1);', [{ name: 'x', exports: ['fn'] }]);

  assert.equal(error.message, 'Function not available: execute.');
});

test('the names of all adaptors are known', () => {
  const adaptors = [{ name: 'a', exports: ['fn'] }, { name: 'b', exports: ['get', 'execute'] }];

  assert.equal(compile('fn(get(1));', 'v1', { adaptors }).operations.length, 1);
});

const NEWER = {
  '?.': ['fn(s => s?.a);', 11],
  '??': ['fn(s => s ?? 1);', 12],
  '1_000': ['fn(1_000);', 5],
  '10n': ['fn(10n);', 6],
  'import()': ["fn(() => import('fs'));", 10],
  'a class field': ['fn(class { x = 1; });', 14],
  await: ['await fn(1);', 7],
};

for (const [what, [text, column]] of Object.entries(NEWER)) {
  test(`${what} is refused as newer than ES2019`, () => {
    const error = failure(text);

    assert.deepEqual(error.at, { line: 1, column });
    assert.match(error.details, /ES2019/);
  });
}

test('a plain syntax error is not called newer JavaScript', () => {
  assert.equal(failure('fn(').details, undefined);
});

test('a class statement is refused wherever it is, a class expression is not', () => {
  assert.deepEqual(failure('fn(s => {\n  class A {}\n});').at, { line: 2, column: 3 });
  assert.equal(failure('class A {}').message, 'Illegal class statement');
  assert.equal(compileText('fn(class {});', 'v1').operations.length, 1);
});

test('await, yield and super mean nothing once hoisted', () => {
  assert.equal(failure('async function f() { fn(await 1); }').message, "Unexpected 'await'");
  assert.equal(failure('function* f() { fn(yield 1); }').message, "Unexpected 'yield'");
  assert.equal(failure('x = { m() { super.f(); } };').message, "Unexpected 'super'");
  assert.equal(failure('x = { m() { fn(() => super.f); } };').message, "Unexpected 'super'");
});

test('await, yield and super inside their own function stay', () => {
  const text =
    'fn(async () => await 1); fn(function* () { yield 1; }); fn({ m() { return super.x; } });';

  assert.equal(compileText(text, 'v1').operations.length, 3);
});

test('texts over several lines are warned of, as v1 indents them anew', () => {
  const text = "fn(`a\n  b`, 'c\\\n d', `${[\n1]}`, 'e');\nconst x = `f\ng`;";

  assert.deepEqual(
    compileText(text, 'v1').warnings.map(({ code, range }) => [code, range.line, range.column]),
    [
      ['reindented-text', 1, 4],
      ['reindented-text', 2, 7],
    ],
  );
});

test('nothing but the operations is left of the text', () => {
  const { code, columnOffset } = compileText('const a = 1; fn(2); // b\n', 'v1');

  assert.equal(code.slice(-columnOffset), '             fn(2)});      \n'.replace('2)', '2))'));
});

const DEEP = { brackets: `fn(${'['.repeat(20_000)}`, operators: `fn(${'1+'.repeat(50_000)}1)` };

/** Not wall time: the machine may be busy. */
function cpuSeconds(started) {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

for (const dialect of ['v1', 'v2']) {
  for (const [what, text] of Object.entries(DEEP)) {
    test(`${dialect}: too many ${what} inside each other are refused, with a place`, () => {
      assert.throws(
        () => compileText(text, dialect),
        (error) => {
          assert.equal(error.name, 'CompileError');
          assert.equal(error.message, 'The code is nested too deeply.');
          assert.equal(error.at.line, 1);
          assert.ok(error.at.column > 100);
          return true;
        },
      );
    });
  }

  test(`${dialect}: two megabytes compile in reasonable time`, () => {
    const line = 'fn(state => ({ ...state, a: state.data.items.map(x => x.id) })); let q = 1;\n';
    const text = line.replace('let q = 1;', '').repeat(Math.ceil(2e6 / line.length));
    const started = process.cpuUsage();

    const { operations, toSource } = compileText(text, dialect);

    for (let i = 1; i <= 100_000; i++) toSource(i % operations.length || 1, 9);
    assert.equal(operations.length, Math.ceil(2e6 / line.length));
    assert.ok(cpuSeconds(started) < 10);
  });

  test(`${dialect}: two megabytes on one line compile in reasonable time`, () => {
    const text = 'fn(s => s, 1);'.repeat(140_000);
    const started = process.cpuUsage();

    const { operations, toSource } = compileText(text, dialect);

    for (let i = 1; i <= 100_000; i++) toSource(1, i * 20);
    assert.equal(operations.length, 140_000);
    assert.ok(cpuSeconds(started) < 10);
  });
}
