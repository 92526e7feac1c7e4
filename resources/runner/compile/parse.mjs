/** Reading a job's text into a syntax tree. */
import { Parser } from 'acorn';

import { CompileError } from './errors.mjs';

/**
 * @param {string} source
 * @param {object} options acorn's.
 * @param {import('./lines.mjs').Lines} lines
 * @returns {object} acorn's Program.
 * @throws {CompileError} With acorn's words when the text is not JavaScript.
 */
export function parseJob(source, options, lines) {
  const parser = new Parser({ allowHashBang: true, ...options }, source);
  try {
    return parser.parse();
  } catch (error) {
    if (error instanceof RangeError || error.message.startsWith(STACK_IS_FULL)) {
      throw tooDeep(lines.at(parser.pos));
    }
    if (error instanceof SyntaxError) {
      throw new CompileError(withoutPlace(error.message), lines.at(error.pos));
    }
    throw error;
  }
}

/** acorn's own words, since 8.x, for a RangeError. */
const STACK_IS_FULL = 'Not enough stack space';

/** acorn ends its messages with the place, counting columns from 0. */
const withoutPlace = (message) => message.replace(/ \(\d+:\d+\)$/, '');

/**
 * @param {{line: number, column: number}} at
 * @returns {CompileError} For code that overflows the stack of whoever reads it.
 */
export function tooDeep(at) {
  return new CompileError('The code is nested too deeply.', at, {
    details:
      'The engine gave up here: too many brackets, or too many operators in a row, ' +
      'stand inside each other. Split the expression up.',
  });
}

/**
 * Name what is called, as `http.get` or `fn`.
 * @param {object} callee
 * @returns {string}
 */
export function calleeName(callee) {
  switch (callee.type) {
    case 'Identifier':
      return callee.name;
    case 'ThisExpression':
      return 'this';
    case 'CallExpression':
      return calleeName(callee.callee);
    case 'ChainExpression':
      return calleeName(callee.expression);
    case 'MemberExpression':
      return callee.computed
        ? calleeName(callee.object)
        : `${calleeName(callee.object)}.${callee.property.name}`;
    default:
      return '(expression)';
  }
}
