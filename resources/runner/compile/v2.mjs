/**
 * The v2 dialect: what OpenFn's compiler and runtime 1.x make of a job.
 *
 * A job is an ES module. Its root statements run first; the root statements that are calls and
 * nothing else are the operations.
 */
import { Edits } from './edits.mjs';
import { LazyState } from './lazy.mjs';
import { Lines } from './lines.mjs';
import { FreeNames } from './names.mjs';
import { calleeName, parseJob } from './parse.mjs';
import { Promises } from './promises.mjs';
import { LexicalScopes } from './scopes.mjs';
import { refuseUnreadable } from './unreadable.mjs';
import { findOutsideFunctions, isFunction, walk } from './walk.mjs';

const LATEST_MODULE = { ecmaVersion: 'latest', sourceType: 'module' };

/**
 * @param {string} source
 * @param {{adaptors: {name: string, exports: string[]}[]}} options
 * @returns {object} See `index.mjs`.
 * @throws {import('./errors.mjs').CompileError}
 */
export function compileV2(source, { adaptors }) {
  const lines = new Lines(source);
  const program = parseJob(source, LATEST_MODULE, lines);
  refuseUnreadable(source, program, lines);
  const edits = new Edits(source, lines);
  const lazy = new LazyState(source, edits, lines);
  const promises = new Promises(edits);
  const names = new FreeNames(adaptors);
  visitAll(program, lazy, promises, names);

  const listed = listedOperations(program);
  const { calls, ignored } = sortStatements(program);
  const head = writeOperations(edits, program, calls, listed.length);
  const imports = names.imports();
  const usesDefer = promises.deferred.size > 0;
  const prefix = importLine(imports, usesDefer) + head;
  const { code, ...built } = edits.build();
  return {
    code: prefix + code,
    columnOffset: -prefix.length,
    ...built,
    operations: [...listed, ...calls].map((node, index) => ({
      index,
      name: operationName(node),
      range: lines.range(node),
    })),
    dropped: ignored.map((statement) => ({ kind: 'operation', range: lines.range(statement) })),
    warnings: [
      ...lazy.warnings,
      ...ignored.map((statement) => ignoredWarning(statement.expression, lines)),
      ...nestedWarnings(program, names.exports, lines),
      ...names.warnings(lines),
    ].sort((a, b) => a.range.start - b.range.start),
    imports,
    usesDefer,
  };
}

function visitAll(program, lazy, promises, names) {
  const scopes = new LexicalScopes();
  walk(program, {
    enter(node, ancestors, key) {
      scopes.enter(node);
      lazy.visit(node, ancestors, key, scopes);
      promises.visit(node, ancestors);
      names.visit(node, ancestors, key, scopes);
    },
    leave: (node) => scopes.leave(node),
  });
}

// ------------------------------------------------------------------------------ operations

const defaultExport = (program) =>
  program.body.find((statement) => statement.type === 'ExportDefaultDeclaration');

/** The operations of a job compiled before: the elements of `export default [ … ]`. */
function listedOperations(program) {
  const list = defaultExport(program)?.declaration;
  return list?.type === 'ArrayExpression' ? list.elements.filter(Boolean) : [];
}

/** With an `export default` of one's own, calls are only added to a list at the very end. */
function collectsCalls(program) {
  const own = defaultExport(program);
  const isList = own?.declaration.type === 'ArrayExpression';
  return !own || (isList && program.body.at(-1) === own);
}

function sortStatements(program) {
  const collects = collectsCalls(program);
  const calls = [];
  const ignored = [];
  for (const statement of program.body) {
    if (statement.type !== 'ExpressionStatement') continue;
    const { expression } = statement;
    if (expression.type === 'CallExpression' && collects) calls.push(expression);
    else if (expression.type in IGNORED) ignored.push(statement);
  }
  return { calls, ignored };
}

/** Root expressions whose value OpenFn throws away, and what people take each for. */
const IGNORED = {
  ArrayExpression: 'A list at the top level',
  ArrowFunctionExpression: 'A function at the top level',
  AwaitExpression: 'An awaited call at the top level',
  CallExpression: "A call beside an 'export default' of your own",
  ChainExpression: 'Something optional at the top level',
  ConditionalExpression: 'A choice between operations at the top level',
  FunctionExpression: 'A function at the top level',
  Identifier: 'A name on its own',
  LogicalExpression: 'A call behind a condition at the top level',
  MemberExpression: 'A property on its own',
  SequenceExpression: 'Calls joined by a comma',
};

function ignoredWarning(expression, lines) {
  return {
    code: 'not-an-operation',
    message:
      `${IGNORED[expression.type]}: this is no operation, OpenFn ignores what it gives. ` +
      'Write each operation as a statement of its own.',
    range: lines.range(expression),
  };
}

const HOLDS_STATEMENTS = /^(If|For|ForIn|ForOf|While|DoWhile|Try|Switch|Block|Labeled)Statement$/;

/** Calls of the adaptor that look like operations but stand inside a statement. */
function nestedWarnings(program, exports, lines) {
  const warnings = [];
  for (const statement of program.body) {
    if (!HOLDS_STATEMENTS.test(statement.type)) continue;
    walk(statement, {
      enter(node) {
        const call = node.type === 'ExpressionStatement' ? node.expression : null;
        const isOperation = call?.type === 'CallExpression' && exports.has(call.callee.name);
        if (isOperation) warnings.push(nestedWarning(call, lines));
        return !isFunction(node);
      },
    });
  }
  return warnings;
}

const nestedWarning = (call, lines) => ({
  code: 'not-an-operation',
  message:
    `Only calls at the top level are operations: OpenFn never runs this ` +
    `${calleeName(call.callee)}(). Put the condition into the operation.`,
  range: lines.range(call),
});

/** `get().then()` is called `get`. */
function operationName(node) {
  const name = calleeName(node.type === 'CallExpression' ? node.callee : node);
  return name.replace(/(\.(then|catch))+$/, '');
}

// ------------------------------------------------------------------------------ what is written

/**
 * Open each operation at the end of the statement before it, so that its own columns stay.
 * @returns {string} The opening of an operation that begins the job.
 */
function writeOperations(edits, program, calls, firstIndex) {
  const operations = new Set(calls);
  let head = '';
  let index = firstIndex;
  let end = 0;
  for (const statement of program.body) {
    const call = statement.expression;
    if (operations.has(call)) {
      const opening = `;__ofn_op(${index},${awaits(call) ? 'async' : ''}()=>`;
      if (end === 0) head = opening;
      else edits.open(end, opening);
      edits.close(call.end, ');');
      index += 1;
    }
    end = statement.end;
  }
  return head;
}

const awaits = (call) => findOutsideFunctions(call, (node) => node.type === 'AwaitExpression');

function importLine(imports, usesDefer) {
  const ours = usesDefer ? '__ofn_op,__ofn_defer' : '__ofn_op';
  const theirs = imports.length ? `import{${imports.join(',')}}from"@adaptor";` : '';
  return `${theirs}import{${ours}}from"@runner";`;
}
