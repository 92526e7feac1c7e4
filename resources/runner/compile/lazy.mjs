/**
 * v2's lazy state: `$.data.x` inside an operation's argument is read when the operation runs.
 *
 * The argument around it becomes `(state=>(…))` and `$` becomes `state`.
 */
import { CompileError } from './errors.mjs';

const ENDS_AN_ARGUMENT = /(Statement|Declaration)$/;
const EXCERPT_CHARS = 40;

/** The places where `$` was found in one job. */
export class LazyState {
  /**
   * @param {string} source
   * @param {import('./edits.mjs').Edits} edits
   * @param {import('./lines.mjs').Lines} lines
   */
  constructor(source, edits, lines) {
    this.source = source;
    this.edits = edits;
    this.lines = lines;
    this.wrapped = new Set();
    this.warnings = [];
  }

  /**
   * Rewrite the node if it is a lazy `$`.
   * @param {object} node
   * @param {object[]} ancestors
   * @param {string} key
   * @param {import('./scopes.mjs').LexicalScopes} scopes
   * @throws {CompileError} When OpenFn's compiler would refuse it.
   */
  visit(node, ancestors, key, scopes) {
    if (!isDollar(node, ancestors, key) || isInRootObject(ancestors)) return;
    if (scopes.has('$', (scope) => scope.type !== 'Program')) return;
    const callAt = this.#callAround(node, ancestors);
    this.#wrap(node, ancestors, callAt);
    this.edits.replace(node.start, node.end, 'state');
  }

  /** The index, among the ancestors, of the call whose argument `$` is in. */
  #callAround(node, ancestors) {
    for (let i = ancestors.length - 1; i >= 0; i--) {
      if (ancestors[i].type === 'CallExpression') return i;
      if (ENDS_AN_ARGUMENT.test(ancestors[i].type)) {
        throw this.#error('Must be inside an operation', node);
      }
    }
    throw this.#error('must be passed as an argument to an operator', node);
  }

  #wrap(node, ancestors, callAt) {
    const call = ancestors[callAt];
    const depth = isCallOfState(call) ? callAt : callAt + 1;
    const argument = ancestors[depth] ?? node;
    if (argument === call.callee) this.#warnOfCall(node, call);
    if (argument.type === 'ArrowFunctionExpression') this.#checkArrow(node, argument);
    else if (!this.wrapped.has(argument)) {
      this.wrapped.add(argument);
      this.edits.open(argument.start, '(state=>(', depth);
      this.edits.close(argument.end, '))', depth);
    }
  }

  #checkArrow(node, { params }) {
    if (params.length !== 1) throw this.#error('parent has wrong arity', node);
    const name = params[0].name;
    if (name !== 'state') {
      throw this.#error(`parameter "${name ?? '(pattern)'}" should be called "state"`, node);
    }
  }

  #error(what, node) {
    return new CompileError(`Lazy State Error: ${what}`, this.lines.at(node.start), {
      details: '$ only works inside an argument of an operation such as fn().',
    });
  }

  #warnOfCall(node, call) {
    const text = this.source.slice(call.start, Math.min(call.end, call.start + EXCERPT_CHARS));
    this.warnings.push({
      code: 'lazy-call',
      message:
        `OpenFn turns ${text} into a call of a function of state: ` +
        `write state => ${text.replace('$', 'state')} instead.`,
      range: this.lines.range(node),
    });
  }
}

function isDollar(node, ancestors, key) {
  const isName = node.type === 'Identifier' && node.name === '$';
  return isName && key === 'object' && ancestors.at(-1).type === 'MemberExpression';
}

/** `const map = { a: $.b };` at the root is left alone. */
function isInRootObject([, statement, declarator, value]) {
  return (
    statement?.type === 'VariableDeclaration' &&
    declarator?.type === 'VariableDeclarator' &&
    value?.type === 'ObjectExpression'
  );
}

/** In `$.join(…)` the whole call is what waits for the state. */
function isCallOfState({ callee }) {
  const object = callee.type === 'MemberExpression' ? callee.object : null;
  return object?.type === 'Identifier' && (object.name === '$' || object.name === 'state');
}
