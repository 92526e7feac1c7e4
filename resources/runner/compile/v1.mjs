/**
 * The v1 dialect: what `@openfn/core` 1.5.1 makes of a job.
 *
 * Every call that is not inside another call is an operation, wherever it stands: in a condition,
 * in a function's body, in a declaration. All other code is gone. Here it is overwritten with
 * spaces, so that what stays keeps its line and column.
 */
import { Edits } from './edits.mjs';
import { CompileError } from './errors.mjs';
import { V1_GLOBALS } from './globals.mjs';
import { Lines } from './lines.mjs';
import { calleeName, parseJob } from './parse.mjs';
import { refuseUnprintable, reindentedTexts } from './retold.mjs';
import { V1Scopes } from './scopes.mjs';
import { findOutsideFunctions, isFunction, SOURCE_ORDER, walk } from './walk.mjs';

/** v1 looks into a class expression's body before its `extends`, which decides the order. */
const V1_ORDER = { ...SOURCE_ORDER, ClassExpression: ['id', 'body', 'superClass'] };

const ES2019 = { ecmaVersion: 10, sourceType: 'script' };

const KINDS = {
  VariableDeclaration: 'declaration',
  FunctionDeclaration: 'function',
  ExpressionStatement: 'expression',
};

/**
 * @param {string} source
 * @param {{adaptors: {name: string, exports: string[]}[]}} options
 * @returns {object} See `index.mjs`.
 * @throws {CompileError}
 */
export function compileV1(source, { adaptors }) {
  const lines = new Lines(source);
  const program = parseV1(source, lines);
  refuseUnprintable(source, program, lines);
  if (source.includes('class')) refuseClasses(program, lines);
  const calls = outermostCalls(program);
  refuseUnknownFunctions(calls, adaptors, lines);
  if (/await|yield|super/.test(source)) refuseCallsTornFromTheirFunction(calls, lines);
  const roots = new Set(program.body.map(rootCall));
  return {
    ...writeOperations(source, lines, calls),
    operations: calls.map((call, index) => ({
      index,
      name: calleeName(call.callee),
      range: lines.range(call),
      ...(!roots.has(call) && { hoisted: true }),
    })),
    dropped: program.body.filter(isDropped).map((statement) => ({
      kind: kindOf(statement),
      range: lines.range(statement),
    })),
    warnings: reindentedTexts(calls, lines),
    imports: [],
    usesDefer: false,
  };
}

function parseV1(source, lines) {
  try {
    return parseJob(source, ES2019, lines);
  } catch (error) {
    if (isNewerJavaScript(source)) {
      error.details = 'This is newer JavaScript than the v1 engine reads: it stops at ES2019.';
    }
    throw error;
  }
}

function isNewerJavaScript(source) {
  try {
    parseJob(source, { ecmaVersion: 'latest', sourceType: 'module' }, new Lines(source));
    return true;
  } catch {
    return false;
  }
}

function refuseClasses(program, lines) {
  walk(program, {
    enter(node) {
      if (node.type === 'ClassDeclaration') {
        throw new CompileError('Illegal class statement', lines.at(node.start), {
          details: 'The v1 engine refuses every class statement.',
        });
      }
    },
  });
}

function outermostCalls(program) {
  const calls = [];
  const enter = (node) => {
    if (node.type !== 'CallExpression') return true;
    calls.push(node);
    return false;
  };
  walk(program, { enter }, V1_ORDER);
  return calls;
}

// ------------------------------------------------------------------------------ what is refused

function refuseUnknownFunctions(calls, adaptors, lines) {
  const known = new Set([...V1_GLOBALS, ...adaptors.flatMap((adaptor) => adaptor.exports)]);
  const problems = unknownFunctions(calls, known).map(({ call, name }) => ({
    message: 'Function not available.',
    name,
    range: lines.range(call),
  }));
  if (!known.has('execute')) problems.push(missingExecute());
  if (!problems.length) return;
  const names = [...new Set(problems.map((problem) => problem.name))];
  const { line, column } = problems[0].range;
  throw new CompileError(
    `Function${names.length > 1 ? 's' : ''} not available: ${names.join(', ')}.`,
    { line, column },
    { problems },
  );
}

function unknownFunctions(calls, known) {
  const unknown = [];
  for (const call of calls) {
    const scopes = new V1Scopes();
    walk(
      call,
      {
        enter(node) {
          scopes.enter(node);
          if (node.type !== 'CallExpression') return;
          const name = rootName(node.callee);
          if (name && !known.has(name) && !scopes.has(name)) unknown.push({ call: node, name });
        },
        leave: (node) => scopes.leave(node),
      },
      V1_ORDER,
    );
  }
  return unknown;
}

/** v1 checks `f()` and `x.f()`, nothing deeper. */
function rootName(callee) {
  if (callee.type === 'Identifier') return callee.name;
  const isMember = callee.type === 'MemberExpression' && callee.object.type === 'Identifier';
  return isMember ? callee.object.name : null;
}

/** v1 wraps the operations in a call of `execute`, which therefore must be the adaptor's. */
const missingExecute = () => ({
  message: 'Function not available.',
  name: 'execute',
  range: new Lines('').range({ start: 0, end: 0 }),
});

/** `await`, `yield x` and `super` mean nothing outside the function they were written in. */
function refuseCallsTornFromTheirFunction(calls, lines) {
  for (const call of calls) {
    const torn =
      findOutsideFunctions(call, isAwaitOrYield) ??
      findOutsideFunctions(call, (node) => node.type === 'Super', hasItsOwnSuper);
    if (torn) {
      const { word, reason } = BOUND[torn.type];
      throw new CompileError(`Unexpected ${word}`, lines.at(torn.start), {
        details: `v1 takes ${calleeName(call.callee)}() out of ${reason}.`,
      });
    }
  }
}

const BOUND = {
  AwaitExpression: { word: "'await'", reason: 'the async function around it' },
  YieldExpression: { word: "'yield'", reason: 'the generator function around it' },
  Super: { word: "'super'", reason: 'the method around it' },
};

/** A bare `yield` would not be refused: it becomes the name of a variable. */
function isAwaitOrYield(node) {
  return node.type === 'AwaitExpression' || (node.type === 'YieldExpression' && node.argument);
}

const hasItsOwnSuper = (node) => isFunction(node) && node.type !== 'ArrowFunctionExpression';

// ------------------------------------------------------------------------------ what is told

function rootCall(statement) {
  const call = statement.type === 'ExpressionStatement' ? statement.expression : null;
  return call?.type === 'CallExpression' ? call : null;
}

const isDropped = (statement) => statement.type !== 'EmptyStatement' && !rootCall(statement);

function kindOf(statement) {
  if (statement.directive !== undefined) return 'directive';
  return KINDS[statement.type] ?? 'control';
}

// ------------------------------------------------------------------------------ what is written

/**
 * A plain function gives each operation what v1's own wrapper gives it: the global `this` and empty
 * `arguments`. The bracket keeps `return` from ending at a line end.
 */
function writeOperations(source, lines, calls) {
  const edits = new Edits(source, lines);
  const inTextOrder = calls
    .map((call, index) => ({ call, index }))
    .sort((a, b) => a.call.start - b.call.start);
  let head = '';
  let done = 0;
  for (const { call, index } of inTextOrder) {
    const opening = `;__ofn_op(${index},function(){return(`;
    if (done === 0) head = opening;
    else edits.open(done, opening);
    edits.blank(done, call.start);
    edits.close(call.end, ')});');
    done = call.end;
  }
  edits.blank(done, source.length);
  const { code, ...built } = edits.build();
  return { code: head + code, columnOffset: -head.length, ...built };
}
