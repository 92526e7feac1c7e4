/**
 * A job's source into code V8 can run, by insertions only: every line stays the job's own line.
 *
 * The code registers each operation by `__ofn_op(index, thunk)`; the thunk, called after the job's
 * own code has run, gives the operation. What must stand before the first line hides left of it:
 * V8 is told a negative `columnOffset`, so that line 1 column 1 is the job's.
 */
import { CompileError } from './errors.mjs';
import { tooDeep } from './parse.mjs';
import { compileV1 } from './v1.mjs';
import { compileV2 } from './v2.mjs';

export { CompileError };

const DIALECTS = { v1: compileV1, v2: compileV2 };

/**
 * @typedef {import('./errors.mjs').TextRange} TextRange
 * @typedef {object} Compiled
 * @property {string} code Runnable: v1 a function's body, v2 an ES module.
 * @property {number} columnOffset What V8 is told for line 1; not positive.
 * @property {{index: number, name: string, range: TextRange, hoisted?: true}[]} operations
 * @property {{kind: string, range: TextRange}[]} dropped Root code that will not run.
 * @property {{code: string, message: string, range: TextRange}[]} warnings
 * @property {string[]} imports v2: the adaptors' exports the job uses without importing them.
 * @property {boolean} usesDefer v2: whether `__ofn_defer` is imported.
 * @property {{start: number, end: number, text: string}[]} edits What was put into the source.
 * @property {(line: number, column: number) => {line: number, column: number}} toSource
 *   A place in the code, as V8 tells it, as the place in the job. From 1, in UTF-16 units.
 * @property {(line: number, column: number) => {line: number, column: number}} toGenerated
 */

/**
 * @param {string} source
 * @param {'v1'|'v2'} dialect
 * @param {{adaptors?: {name: string, exports: string[]}[]}} [options] The names each adaptor gives;
 *   of a name two adaptors give, the first one's counts.
 * @returns {Compiled}
 * @throws {CompileError}
 */
export function compile(source, dialect, { adaptors = [] } = {}) {
  try {
    return DIALECTS[dialect](source, { adaptors });
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep({ line: 1, column: 1 });
    throw error;
  }
}
