/**
 * v2's promises: `op().then(f).catch(g)` is one operation with its chain.
 *
 * It becomes `__ofn_defer(op(),(p,__ofn_c)=>p.then(f).catch(g))`; the first link, when it is a
 * `catch`, has its handler given through `__ofn_c`, as it alone also sees what `op` throws at once.
 */
import { isFunction } from './walk.mjs';

const isLink = (callee) =>
  callee.type === 'MemberExpression' &&
  !callee.computed &&
  (callee.property.name === 'then' || callee.property.name === 'catch');

const endsTheRoot = (node) => isFunction(node) || node.type === 'BlockStatement';

/** The chains found in one job. */
export class Promises {
  /** @param {import('./edits.mjs').Edits} edits */
  constructor(edits) {
    this.edits = edits;
    this.deferred = new Set();
  }

  /**
   * Rewrite the node if it is the last link of a chain outside all functions.
   * @param {object} node
   * @param {object[]} ancestors
   */
  visit(node, ancestors) {
    if (node.type !== 'CallExpression' || !isLink(node.callee)) return;
    if (ancestors.some((outer) => endsTheRoot(outer) || this.deferred.has(outer))) return;
    const { operation, links } = chainOf(node);
    if (!operation) return;
    this.deferred.add(node);
    this.#write(node, operation, links, ancestors.length);
  }

  #write(chain, operation, links, depth) {
    this.edits.open(chain.start, '__ofn_defer(', depth);
    this.edits.close(operation.end, ',(p,__ofn_c)=>p', depth);
    const first = links.at(-1);
    const [handler] = first.arguments;
    if (first.callee.property.name === 'catch' && handler) {
      const inner = depth + links.length + 1;
      this.edits.open(handler.start, '__ofn_c(', inner);
      this.edits.close(handler.end, ')', inner);
    }
    this.edits.close(chain.end, ')', depth);
  }
}

/** The links of a chain, last first, and the call they hang on, or null when it is none. */
function chainOf(call) {
  const links = [];
  let operation = call;
  while (operation?.type === 'CallExpression' && !isPlainCall(operation)) {
    links.push(operation);
    operation = operation.callee.type === 'MemberExpression' ? operation.callee.object : null;
  }
  return { operation: operation?.type === 'CallExpression' ? operation : null, links };
}

function isPlainCall({ callee }) {
  return callee.type === 'Identifier' || (callee.type === 'MemberExpression' && !isLink(callee));
}
