/** Walking over acorn's syntax tree, without recursion: a deep tree must not overflow the stack. */

const FUNCTION = ['id', 'params', 'body'];
const CLASS = ['id', 'superClass', 'body'];
const MEMBER_OF_CLASS = ['key', 'value'];
const LOOP_OVER = ['left', 'right', 'body'];
const TWO_SIDES = ['left', 'right'];

/** The fields of each node type that hold nodes, in the order of the text. Others hold none. */
export const SOURCE_ORDER = {
  ArrayExpression: ['elements'],
  ArrayPattern: ['elements'],
  ArrowFunctionExpression: FUNCTION,
  AssignmentExpression: TWO_SIDES,
  AssignmentPattern: TWO_SIDES,
  AwaitExpression: ['argument'],
  BinaryExpression: TWO_SIDES,
  BlockStatement: ['body'],
  BreakStatement: ['label'],
  CallExpression: ['callee', 'arguments'],
  CatchClause: ['param', 'body'],
  ChainExpression: ['expression'],
  ClassBody: ['body'],
  ClassDeclaration: CLASS,
  ClassExpression: CLASS,
  ConditionalExpression: ['test', 'consequent', 'alternate'],
  ContinueStatement: ['label'],
  DoWhileStatement: ['body', 'test'],
  ExportAllDeclaration: ['exported', 'source'],
  ExportDefaultDeclaration: ['declaration'],
  ExportNamedDeclaration: ['declaration', 'specifiers', 'source'],
  ExportSpecifier: ['local', 'exported'],
  ExpressionStatement: ['expression'],
  ForInStatement: LOOP_OVER,
  ForOfStatement: LOOP_OVER,
  ForStatement: ['init', 'test', 'update', 'body'],
  FunctionDeclaration: FUNCTION,
  FunctionExpression: FUNCTION,
  IfStatement: ['test', 'consequent', 'alternate'],
  ImportDeclaration: ['specifiers', 'source'],
  ImportDefaultSpecifier: ['local'],
  ImportExpression: ['source', 'options'],
  ImportNamespaceSpecifier: ['local'],
  ImportSpecifier: ['imported', 'local'],
  LabeledStatement: ['label', 'body'],
  LogicalExpression: TWO_SIDES,
  MemberExpression: ['object', 'property'],
  MetaProperty: ['meta', 'property'],
  MethodDefinition: MEMBER_OF_CLASS,
  NewExpression: ['callee', 'arguments'],
  ObjectExpression: ['properties'],
  ObjectPattern: ['properties'],
  Program: ['body'],
  Property: ['key', 'value'],
  PropertyDefinition: MEMBER_OF_CLASS,
  RestElement: ['argument'],
  ReturnStatement: ['argument'],
  SequenceExpression: ['expressions'],
  SpreadElement: ['argument'],
  StaticBlock: ['body'],
  SwitchCase: ['test', 'consequent'],
  SwitchStatement: ['discriminant', 'cases'],
  TaggedTemplateExpression: ['tag', 'quasi'],
  TemplateLiteral: ['expressions'],
  ThrowStatement: ['argument'],
  TryStatement: ['block', 'handler', 'finalizer'],
  UnaryExpression: ['argument'],
  UpdateExpression: ['argument'],
  VariableDeclaration: ['declarations'],
  VariableDeclarator: ['id', 'init'],
  WhileStatement: ['test', 'body'],
  WithStatement: ['object', 'body'],
  YieldExpression: ['argument'],
};

const nothing = () => {};

/**
 * Visit `root` and all below it.
 * @param {object} root
 * @param {{enter: (node: object, ancestors: object[], key: string) => (boolean|void),
 *   leave?: (node: object) => void}} visitor `enter` gets the ancestors, outermost first, and the
 *   parent's field; false skips what is below. `leave` is called for every node that was entered.
 * @param {Record<string, string[]>} fields Which fields to follow, in which order.
 */
export function walk(root, { enter, leave = nothing }, fields = SOURCE_ORDER) {
  const ancestors = [];
  const pending = [{ node: root, key: '', isDone: false }];
  while (pending.length) {
    const step = pending.pop();
    const { node, key } = step;
    if (step.isDone) {
      ancestors.pop();
      leave(node);
    } else if (enter(node, ancestors, key) === false || !fields[node.type]) {
      leave(node);
    } else {
      ancestors.push(node);
      pending.push({ node, key, isDone: true });
      pushChildren(pending, node, fields[node.type]);
    }
  }
}

/** Last child first, as the pile is taken from its top. */
function pushChildren(pending, node, keys) {
  for (let k = keys.length - 1; k >= 0; k--) {
    const key = keys[k];
    const value = node[key];
    if (!value) continue;
    if (!Array.isArray(value)) pending.push({ node: value, key, isDone: false });
    else for (let i = value.length - 1; i >= 0; i--) pushItem(pending, value[i], key);
  }
}

/** A hole of an array is null. */
function pushItem(pending, node, key) {
  if (node) pending.push({ node, key, isDone: false });
}

const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
]);

/** @param {object} node @returns {boolean} */
export const isFunction = (node) => FUNCTIONS.has(node.type);

/**
 * Find a node that belongs to `root` itself, not to a function inside it.
 * @param {object} root
 * @param {(node: object) => boolean} fits
 * @param {(node: object) => boolean} [stopsAt] Which functions count.
 * @returns {object|null} The first that fits.
 */
export function findOutsideFunctions(root, fits, stopsAt = isFunction) {
  let found = null;
  walk(root, {
    enter(node) {
      if (found) return false;
      if (fits(node)) found = node;
      return !found && !stopsAt(node);
    },
  });
  return found;
}
