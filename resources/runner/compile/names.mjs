/** The names a v2 job uses without defining them: the adaptors' exports, or nobody's. */
import { V2_GLOBALS } from './globals.mjs';

const NAMES_NO_VALUE = new Set([
  'BreakStatement',
  'ContinueStatement',
  'ExportAllDeclaration',
  'ExportSpecifier',
  'ImportDefaultSpecifier',
  'ImportNamespaceSpecifier',
  'ImportSpecifier',
  'LabeledStatement',
  'MetaProperty',
]);

const HAS_A_KEY = new Set(['Property', 'MethodDefinition', 'PropertyDefinition']);

/** Whether an identifier reads or writes a variable, rather than naming a property or a label. */
function isReference(parent, key) {
  if (parent.type === 'MemberExpression') return key === 'object' || parent.computed;
  if (HAS_A_KEY.has(parent.type)) return key === 'value' || parent.computed;
  return !NAMES_NO_VALUE.has(parent.type);
}

/** The names of one job that no scope of it declares. */
export class FreeNames {
  /** @param {{name: string, exports: string[]}[]} adaptors */
  constructor(adaptors) {
    this.adaptors = adaptors;
    this.exports = new Set(adaptors.flatMap((adaptor) => adaptor.exports));
    this.first = new Map();
  }

  /**
   * Note the node if it is a name declared nowhere around it.
   * @param {object} node
   * @param {object[]} ancestors
   * @param {string} key
   * @param {import('./scopes.mjs').LexicalScopes} scopes
   */
  visit(node, ancestors, key, scopes) {
    if (node.type !== 'Identifier' || node.name === '$' || this.first.has(node.name)) return;
    const parent = ancestors.at(-1);
    if (!isReference(parent, key) || scopes.has(node.name)) return;
    if (isTypeof(parent) && !this.exports.has(node.name)) return;
    this.first.set(node.name, node);
  }

  /** @returns {string[]} Exports of the adaptors, in order of first use. */
  imports() {
    return [...this.first.keys()].filter((name) => this.exports.has(name));
  }

  /**
   * @param {import('./lines.mjs').Lines} lines
   * @returns {object[]} A warning for each name nobody gives.
   */
  warnings(lines) {
    const giver = this.adaptors.map((adaptor) => adaptor.name).join(', ') || 'an adaptor';
    return [...this.first]
      .filter(([name]) => !this.exports.has(name) && !V2_GLOBALS.has(name))
      .map(([name, node]) => ({
        code: 'unknown-name',
        message: `'${name}' is not defined: neither this job, ${giver} nor OpenFn provides it.`,
        range: lines.range(node),
      }));
  }
}

/** `typeof x` is the way to ask whether there is an x. */
const isTypeof = (parent) => parent.type === 'UnaryExpression' && parent.operator === 'typeof';
