/** Which names are declared where: by JavaScript's rules for v2, by v1's coarser ones for v1. */
import { isFunction, walk } from './walk.mjs';

/**
 * Add the names a pattern binds.
 * @param {object|null} pattern An identifier or a destructuring pattern.
 * @param {Set<string>} names
 */
function addPattern(pattern, names) {
  switch (pattern?.type) {
    case 'Identifier':
      names.add(pattern.name);
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties) addPattern(property.value ?? property, names);
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) addPattern(element, names);
      break;
    case 'AssignmentPattern':
      addPattern(pattern.left, names);
      break;
    case 'RestElement':
      addPattern(pattern.argument, names);
      break;
    default:
  }
}

/** The scopes around the node a walk is at; feed it every node on entering and on leaving. */
class ScopeStack {
  constructor(namesOf) {
    this.namesOf = namesOf;
    this.stack = [];
  }

  enter(node) {
    const names = this.namesOf(node);
    if (names) this.stack.push({ node, names });
  }

  leave(node) {
    if (this.stack.at(-1)?.node === node) this.stack.pop();
  }

  /**
   * Tell whether the name is declared here.
   * @param {string} name
   * @param {(scope: object) => boolean} counts Leave out scopes by their node.
   */
  has(name, counts = () => true) {
    return this.stack.some((scope) => scope.names.has(name) && counts(scope.node));
  }
}

// ------------------------------------------------------------------------------ JavaScript

function addDeclaration(statement, names) {
  const node = statement.declaration ?? statement;
  if (node.type === 'VariableDeclaration') {
    for (const declarator of node.declarations) addPattern(declarator.id, names);
  } else if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') {
    addPattern(node.id, names);
  } else if (node.type === 'ImportDeclaration') {
    for (const specifier of node.specifiers) addPattern(specifier.local, names);
  }
}

function addDeclarations(statements, names) {
  for (const statement of statements) addDeclaration(statement, names);
}

/** `var` belongs to the function, however deep in blocks it stands. */
function addVariables(root, names) {
  walk(root, {
    enter(node) {
      if (node.type === 'VariableDeclaration' && node.kind === 'var') addDeclaration(node, names);
      return node === root || !isFunction(node);
    },
  });
}

function addFunction(node, names) {
  for (const param of node.params) addPattern(param, names);
  if (node.type === 'FunctionExpression') addPattern(node.id, names);
  if (node.type !== 'ArrowFunctionExpression') names.add('arguments');
  if (node.body.type === 'BlockStatement') addVariables(node.body, names);
}

const addLoop = (node, names) => addDeclarations([node.init ?? node.left].filter(Boolean), names);

const LEXICAL = {
  Program(node, names) {
    addDeclarations(node.body, names);
    addVariables(node, names);
  },
  FunctionDeclaration: addFunction,
  FunctionExpression: addFunction,
  ArrowFunctionExpression: addFunction,
  BlockStatement: (node, names) => addDeclarations(node.body, names),
  StaticBlock: (node, names) => addDeclarations(node.body, names),
  SwitchStatement(node, names) {
    for (const branch of node.cases) addDeclarations(branch.consequent, names);
  },
  ForStatement: addLoop,
  ForInStatement: addLoop,
  ForOfStatement: addLoop,
  CatchClause: (node, names) => addPattern(node.param, names),
  ClassExpression: (node, names) => addPattern(node.id, names),
};

/** Scopes as JavaScript has them. */
export class LexicalScopes extends ScopeStack {
  constructor() {
    super((node) => {
      const declare = LEXICAL[node.type];
      if (!declare) return null;
      const names = new Set();
      declare(node, names);
      return names;
    });
  }
}

// ------------------------------------------------------------------------------ v1

/**
 * Add what a statement declares to its function, as v1's checker sees it: blocks are no scopes,
 * what is inside an expression does not count, and of a `catch` whose parameter is not one plain
 * name (`catch {`, `catch ({ message }) {`) nothing inside counts.
 */
function scanStatement(node, names) {
  switch (node?.type) {
    case 'FunctionDeclaration':
      names.add(node.id.name);
      break;
    case 'VariableDeclaration':
      for (const declarator of node.declarations) addPattern(declarator.id, names);
      break;
    case 'CatchClause':
      scanCatch(node, names);
      break;
    default:
      for (const key of STATEMENTS_IN[node?.type] ?? []) {
        for (const child of [node[key]].flat()) scanStatement(child, names);
      }
  }
}

function scanCatch(node, names) {
  if (node.param?.type !== 'Identifier') return;
  const hadName = names.has(node.param.name);
  scanStatement(node.body, names);
  if (!hadName) names.delete(node.param.name);
}

const STATEMENTS_IN = {
  BlockStatement: ['body'],
  DoWhileStatement: ['body'],
  ForInStatement: ['left', 'body'],
  ForOfStatement: ['left', 'body'],
  ForStatement: ['init', 'body'],
  IfStatement: ['consequent', 'alternate'],
  LabeledStatement: ['body'],
  SwitchCase: ['consequent'],
  SwitchStatement: ['cases'],
  TryStatement: ['block', 'handler', 'finalizer'],
  WhileStatement: ['body'],
  WithStatement: ['body'],
};

function v1Names(node) {
  const names = new Set();
  if (isFunction(node)) {
    for (const param of node.params) addPattern(param, names);
    if (node.type === 'FunctionExpression') addPattern(node.id, names);
    scanStatement(node.body, names);
    return names;
  }
  if (node.type === 'CatchClause') {
    addPattern(node.param, names);
    return names;
  }
  return null;
}

/** Scopes as v1's checker has them; there are none but functions and catch clauses. */
export class V1Scopes extends ScopeStack {
  constructor() {
    super(v1Names);
  }
}
