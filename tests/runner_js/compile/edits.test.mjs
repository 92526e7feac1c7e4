/** What the compiler writes is the job's own text with insertions, and positions map both ways. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';

import { Edits } from '../../../resources/runner/compile/edits.mjs';
import { Lines } from '../../../resources/runner/compile/lines.mjs';
import { compiledJobs } from './corpus.mjs';

const withoutHead = ({ code, columnOffset }) => code.slice(-columnOffset);

/** Take the insertions out again, put replaced words back. */
function undo(code, edits, source) {
  const pieces = [];
  let at = 0;
  let done = 0;
  for (const { start, end, text } of edits) {
    pieces.push(code.slice(at, at + start - done), source.slice(start, end));
    at += start - done;
    assert.equal(code.slice(at, at + text.length), text);
    at += text.length;
    done = end;
  }
  return pieces.join('') + code.slice(at);
}

const places = (text) => {
  const lines = new Lines(text);
  return Array.from({ length: text.length }, (_, offset) => lines.at(offset));
};

test('the corpus is there', () => {
  assert.ok(compiledJobs.length > 250);
});

for (const { name, dialect, text, compiled } of compiledJobs) {
  test(`${name}: without the insertions the code is the job`, () => {
    const left = undo(withoutHead(compiled), compiled.edits, text);

    assert.equal(left.length, text.length);
    for (let i = 0; i < text.length; i++) {
      const isKept = left[i] === text[i];
      assert.ok(isKept || (dialect === 'v1' && left[i] === ' '), `offset ${i}`);
    }
  });

  test(`${name}: every operation stands in the code as it was written`, () => {
    const left = undo(withoutHead(compiled), compiled.edits, text);

    for (const { range } of compiled.operations) {
      assert.equal(left.slice(range.start, range.end), text.slice(range.start, range.end));
    }
  });

  test(`${name}: no line is added`, () => {
    assert.equal(new Lines(compiled.code).starts.length, new Lines(text).starts.length);
  });

  test(`${name}: every character's place maps to the code and back`, () => {
    for (const place of places(text)) {
      const { line, column } = compiled.toGenerated(place.line, place.column);
      assert.deepEqual(compiled.toSource(line, column), place);
    }
  });

  test(`${name}: where a character's place maps to, there it stands`, () => {
    const code = withoutHead(compiled);
    const lines = new Lines(code);
    places(text).forEach((place, offset) => {
      const generated = compiled.toGenerated(place.line, place.column);
      const there = lines.starts[generated.line - 1] + generated.column - 1;
      const isBlanked = dialect === 'v1' && code[there] === ' ';
      const isLazy = text[offset] === '$' && code.startsWith('state', there);
      assert.ok(code[there] === text[offset] || isBlanked || isLazy, `offset ${offset}`);
    });
  });

  test(`${name}: V8 reads the code`, () => {
    const { code, columnOffset } = compiled;
    if (dialect === 'v1') vm.compileFunction(code, ['__ofn_op'], { columnOffset });
    else new vm.SourceTextModule(code, { columnOffset, identifier: name });
  });
}

test('a place inside inserted text is where it was inserted', () => {
  const source = 'ab';
  const edits = new Edits(source, new Lines(source));
  edits.open(1, 'XYZ');
  const { code, toSource } = edits.build();

  assert.equal(code, 'aXYZb');
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((column) => toSource(1, column).column),
    [1, 2, 2, 2, 2],
  );
});

test('at one offset the deepest ending comes first and the deepest opening last', () => {
  const edits = new Edits('ab', new Lines('ab'));
  edits.open(1, '{', 2);
  edits.open(1, '[', 1);
  edits.close(1, ')', 1);
  edits.close(1, '>', 2);

  assert.equal(edits.build().code, 'a>)[{b');
});

test('blanks keep every kind of line end', () => {
  const source = 'a\nb\r\nc\rd\u2028e\u2029f';
  const edits = new Edits(source, new Lines(source));
  edits.blank(0, source.length);

  assert.equal(edits.build().code, ' \n \r\n \r \u2028 \u2029 ');
});

test('a range has offsets from 0, lines and columns from 1, in UTF-16 units', () => {
  const text = '\u{1F600}\r\n  fn\n';

  assert.deepEqual(new Lines(text).range({ start: 6, end: 9 }), {
    start: 6,
    end: 9,
    line: 2,
    column: 3,
    end_line: 3,
    end_column: 1,
  });
});
