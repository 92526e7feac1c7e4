/**
 * What v1 does to texts because it does not run the job but prints it anew from its syntax tree.
 *
 * Its printer reads the source a second time with an older tokenizer, which refuses a few things,
 * and takes U+2028 for a line end everywhere. It moves the operations, with all their lines, to
 * another indentation: also the lines of a text.
 */
import { CompileError } from './errors.mjs';
import { walk } from './walk.mjs';

const LINE_SEPARATOR = /[\u2028\u2029]/;

/**
 * @param {string} source
 * @param {object} program
 * @param {import('./lines.mjs').Lines} lines
 * @throws {CompileError} For what acorn reads and the older tokenizer does not.
 */
export function refuseUnprintable(source, program, lines) {
  if (source.startsWith('#!')) refuse('Unexpected token ILLEGAL', 0, lines);
  if (!LINE_SEPARATOR.test(source) && !source.includes('`')) return;
  walk(program, {
    enter(node) {
      if (isText(node) && LINE_SEPARATOR.test(node.raw)) {
        refuse('Unterminated string constant', node.start, lines);
      }
      if (node.type === 'TemplateLiteral') refuseBadEscapes(node, lines);
    },
  });
}

const isText = (node) => node.type === 'Literal' && typeof node.value === 'string';

const BAD_ESCAPES = [
  [/\\x(?![0-9a-fA-F]{2})/, 'Invalid hexadecimal escape sequence'],
  [/\\(?:[1-7]|0\d)/, 'Octal literals are not allowed in template strings.'],
  [/\\u\{/, 'Unexpected token ILLEGAL'],
];

/** A tagged template may hold escapes that mean nothing; they have no cooked text. */
function refuseBadEscapes({ quasis }, lines) {
  for (const { value, start } of quasis) {
    if (typeof value.cooked === 'string') continue;
    const text = value.raw.replaceAll('\\\\', '  ');
    const bad = BAD_ESCAPES.find(([pattern]) => pattern.test(text));
    if (bad) refuse(bad[1], start, lines);
  }
}

function refuse(message, offset, lines) {
  throw new CompileError(message, lines.at(offset));
}

/**
 * @param {object[]} calls The operations.
 * @param {import('./lines.mjs').Lines} lines
 * @returns {object[]} A warning for each text whose lines v1 indents anew; here they stay.
 */
export function reindentedTexts(calls, lines) {
  const warnings = [];
  const enter = (node) => {
    if (node.type !== 'TemplateLiteral' && !isText(node)) return;
    const range = lines.range(node);
    if (hasTextOverLines(node, range)) warnings.push(reindentedWarning(range));
  };
  for (const call of calls) walk(call, { enter });
  return warnings;
}

/** A template's `${…}` may hold line ends that are no text. */
function hasTextOverLines(node, range) {
  if (range.line === range.end_line) return false;
  return node.type === 'Literal' || node.quasis.some(({ value }) => /[\r\n]/.test(value.raw));
}

const reindentedWarning = (range) => ({
  code: 'reindented-text',
  message:
    "The v1 engine changes the spaces at the start of this text's lines. " +
    'Here they stay as written: do not rely on them.',
  range,
});
