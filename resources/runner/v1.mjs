/**
 * Runs compiled v1 code: a sloppy function in the main realm, so that `instanceof` works both
 * ways, with every name the v1 engine does not offer shadowed.
 */
import vm from 'node:vm';
import { V1_GLOBALS } from './compile/globals.mjs';

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum ' +
    'eval export extends false finally for function if implements import in instanceof interface ' +
    'let new null package private protected public return static super switch this throw true ' +
    'try typeof undefined NaN Infinity var void while with yield'
  ).split(' '),
);

const isParameter = (name) => IDENTIFIER.test(name) && !RESERVED.has(name);

const HIDDEN = [
  ...Object.getOwnPropertyNames(globalThis).filter((name) => !V1_GLOBALS.has(name)),
  'require',
  'module',
  'exports',
].filter(isParameter);

/**
 * Run a job's code and build its operations.
 * @param {object} job
 * @param {object} job.compiled from `compile/`
 * @param {string} job.url
 * @param {unknown} job.state the initial state
 * @param {import('./adaptors.mjs').Adaptors} job.adaptors
 * @param {object} job.console
 * @param {boolean} job.isTestMode
 * @param {(index: number) => void} job.onBuild told before an operation is built
 * @returns {Promise<{operations: unknown[], execute: Function|undefined}>}
 */
export async function prepareV1(job) {
  const { compiled, url, adaptors } = job;
  const thunks = [];
  const scope = {
    ...Object.fromEntries(HIDDEN.map((name) => [name, undefined])),
    ...adaptors.scope,
    console: job.console,
    state: job.state,
    testMode: job.isTestMode || undefined,
    setTimeout,
    Buffer,
    GLOBAL: globalThis,
    root: globalThis,
    __ofn_op: (index, thunk) => {
      thunks[index] = thunk;
    },
  };
  const names = Object.keys(scope).filter(isParameter);
  const { columnOffset } = compiled;
  const run = vm.compileFunction(compiled.code, names, { filename: url, columnOffset });
  run.apply(
    globalThis,
    names.map((name) => scope[name]),
  );
  return {
    operations: thunks.map((thunk, index) => build(thunk, index, job)),
    execute: adaptors.execute,
  };
}

function build(thunk, index, { onBuild }) {
  onBuild(index);
  return thunk();
}

/** Takes away the globals a job made, so that the next one in this process starts clean. */
export class GlobalsKeeper {
  constructor() {
    this.known = new Set(Reflect.ownKeys(globalThis));
  }

  restore() {
    for (const key of Reflect.ownKeys(globalThis)) {
      // Some libraries fix theirs for good: those stay, as the modules themselves do.
      if (!this.known.has(key)) Reflect.deleteProperty(globalThis, key);
    }
  }
}
