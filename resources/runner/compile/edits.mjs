/**
 * Insertions into a job's text, with position maps both ways.
 *
 * No line is ever added or moved, so a line of the generated code is the job's own line: in V8, in
 * stack traces, in breakpoints. Only columns to the right of an insertion differ.
 */
import { lastAtMost } from './lines.mjs';

const NOT_A_LINE_END = /[^\r\n\u2028\u2029]/g;

/** At one offset, what ends comes before what begins, and both before a replaced word. */
const CLOSE = 0;
const OPEN = 1;
const REPLACE = 2;

const byPlace = (a, b) => a.start - b.start || a.kind - b.kind || a.rank - b.rank;

/** Text to be put into a source. */
export class Edits {
  /**
   * @param {string} source
   * @param {import('./lines.mjs').Lines} lines
   */
  constructor(source, lines) {
    this.source = source;
    this.lines = lines;
    this.list = [];
    this.blanks = [];
  }

  /**
   * Insert text that begins something at `offset`.
   * @param {number} offset
   * @param {string} text
   * @param {number} depth Of several openings at one offset the shallowest comes first.
   */
  open(offset, text, depth = -1) {
    this.list.push({ start: offset, end: offset, text, kind: OPEN, rank: depth });
  }

  /**
   * Insert text that ends something at `offset`.
   * @param {number} offset
   * @param {string} text
   * @param {number} depth Of several endings at one offset the deepest comes first.
   */
  close(offset, text, depth = -1) {
    this.list.push({ start: offset, end: offset, text, kind: CLOSE, rank: -depth });
  }

  /** Write `text` instead of the word between `start` and `end`, which lies within one line. */
  replace(start, end, text) {
    this.list.push({ start, end, text, kind: REPLACE, rank: 0 });
  }

  /** Write spaces instead of all between `start` and `end`; line ends stay. Call in order. */
  blank(start, end) {
    if (start < end) this.blanks.push({ start, end });
  }

  /**
   * Carry out the edits.
   * @returns {{code: string, edits: object[], toSource: Function, toGenerated: Function}}
   *   `edits` in the order of the text: `{start, end, text}`.
   */
  build() {
    const edits = [...this.list].sort(byPlace);
    const source = this.#blanked();
    const pieces = [];
    let done = 0;
    for (const { start, end, text } of edits) {
      pieces.push(source.slice(done, start), text);
      done = end;
    }
    pieces.push(source.slice(done));
    const shifts = this.#shifts(edits);
    return {
      code: pieces.join(''),
      edits: edits.map(({ start, end, text }) => ({ start, end, text })),
      toSource: (line, column) => toSource(shifts.get(line), line, column),
      toGenerated: (line, column) => toGenerated(shifts.get(line), line, column),
    };
  }

  #blanked() {
    const pieces = [];
    let done = 0;
    for (const { start, end } of this.blanks) {
      const removed = this.source.slice(start, end);
      pieces.push(this.source.slice(done, start), removed.replace(NOT_A_LINE_END, ' '));
      done = end;
    }
    pieces.push(this.source.slice(done));
    return pieces.join('');
  }

  /** For each line with edits: where each stands, in the job's columns and the code's, from 0. */
  #shifts(edits) {
    const shifts = new Map();
    for (const { start, end, text } of edits) {
      const { line, column } = this.lines.at(start);
      if (!shifts.has(line)) shifts.set(line, []);
      const before = shifts.get(line);
      const shift = before.length ? shiftAfter(before.at(-1)) : 0;
      before.push({
        source: column - 1,
        generated: column - 1 + shift,
        inserted: text.length,
        removed: end - start,
      });
    }
    return shifts;
  }
}

const shiftAfter = (edit) => edit.generated - edit.source + edit.inserted - edit.removed;

function toSource(edits, line, column) {
  if (!edits) return { line, column: Math.max(1, column) };
  const index = lastAtMost(edits.length, (i) => edits[i].generated, column - 1);
  if (index < 0) return { line, column: Math.max(1, column) };
  const edit = edits[index];
  const isInside = column - 1 < edit.generated + edit.inserted;
  return { line, column: isInside ? edit.source + 1 : column - shiftAfter(edit) };
}

function toGenerated(edits, line, column) {
  if (!edits) return { line, column };
  const index = lastAtMost(edits.length, (i) => edits[i].source, column - 1);
  if (index < 0) return { line, column };
  const edit = edits[index];
  const isReplaced = column - 1 < edit.source + edit.removed;
  return { line, column: isReplaced ? edit.generated + 1 : column + shiftAfter(edit) };
}
