/** What V8 runs but OpenFn's v2 compiler cannot read: it would fail on the platform. */
import { CompileError } from './errors.mjs';
import { walk } from './walk.mjs';

/**
 * @param {string} source
 * @param {object} program
 * @param {import('./lines.mjs').Lines} lines
 * @throws {CompileError} At the first such place.
 */
export function refuseUnreadable(source, program, lines) {
  if (source.startsWith('#!')) throw refusal('a first line that begins with #!', 0, lines);
  walk(program, {
    enter(node) {
      const what = unreadable(node);
      if (what) throw refusal(what, node.start, lines);
    },
  });
}

function unreadable(node) {
  if (node.type === 'PrivateIdentifier') return 'private names such as #x';
  if (node.type !== 'Literal') return null;
  if (node.bigint !== undefined) return 'BigInt literals such as 10n; BigInt("10") works';
  if (node.regex?.flags.includes('v')) return "regular expressions with the flag 'v'";
  const isSpaced = typeof node.value === 'number' && node.raw.includes('_');
  return isSpaced ? 'numbers with separators such as 1_000' : null;
}

function refusal(what, offset, lines) {
  return new CompileError("OpenFn's compiler cannot read this.", lines.at(offset), {
    details: `It does not read ${what}.`,
  });
}
