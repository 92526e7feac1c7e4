/** Runs compiled v2 code: an ES module in a context of its own with the platform's globals. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { unwrap } from './adaptors.mjs';
import { keepLongStacks } from './errors.mjs';

const OPENFN_PACKAGE = /^@openfn\//;

/** The platform's Buffer cannot be made with `new`. */
class JobBuffer extends Buffer {
  constructor() {
    throw new Error('new Buffer() is not available: use Buffer.from() or Buffer.alloc().');
  }
}
Object.defineProperty(JobBuffer, 'name', { value: 'Buffer' });

function makeContext({ state, console }) {
  const globals = {
    Buffer: JobBuffer,
    clearInterval,
    clearTimeout,
    console,
    parseFloat,
    parseInt,
    setInterval,
    setTimeout,
    state,
  };
  const context = vm.createContext(globals, { codeGeneration: { strings: false, wasm: false } });
  keepLongStacks(vm.runInContext('Error', context));
  return context;
}

/**
 * `op().then(f).catch(g)` as one operation: the chain is hung on what the operation gives. A
 * handler that comes first also sees what the operation throws at once, and then the rest of the chain is
 * skipped.
 */
function defer(operation, complete) {
  return (state) => {
    let firstHandler = null;
    const asFirst = (handler) => {
      firstHandler = handler;
      return (error) => handler(error, state);
    };
    try {
      return complete(Promise.resolve(operation(state)), asFirst);
    } catch (error) {
      complete(NO_PROMISE, asFirst);
      if (firstHandler === null) throw error;
      return firstHandler(error, state);
    }
  };
}

const NO_PROMISE = { then: () => NO_PROMISE, catch: () => NO_PROMISE };

/** A package a job imports and cannot have. */
export class ImportError extends Error {
  constructor(message, specifier) {
    super(message);
    this.name = 'ImportError';
    this.near = specifier;
  }
}

/** Finds and links what a job imports. */
class Linker {
  constructor({ context, adaptors, url, runner }) {
    this.context = context;
    this.adaptors = adaptors;
    this.url = url;
    this.runner = runner;
  }

  async link(specifier) {
    const found = await this.find(specifier);
    const names = Object.keys(found);
    const module = new vm.SyntheticModule(
      names,
      function setExports() {
        for (const name of names) this.setExport(name, found[name]);
      },
      { context: this.context },
    );
    await module.link(() => {});
    await module.evaluate();
    return module;
  }

  async find(specifier) {
    if (specifier === '@runner') return this.runner;
    if (specifier === '@adaptor') return this.adaptors.scope;
    const adaptor = this.adaptors.list.find(({ name }) => name === specifier);
    if (adaptor)
      return Object.fromEntries(adaptor.names.map((name) => [name, adaptor.module[name]]));
    if (!OPENFN_PACKAGE.test(specifier)) {
      const message = `OpenFn lets a job import @openfn packages only: '${specifier}' is none.`;
      throw new ImportError(message, specifier);
    }
    return unwrap(await import(pathToFileURL(this.resolve(specifier)).href));
  }

  resolve(specifier) {
    for (const { folder } of this.adaptors.list) {
      try {
        return createRequire(path.join(folder, 'package.json')).resolve(specifier);
      } catch {
        // Perhaps beside the next adaptor.
      }
    }
    throw new ImportError(
      `The package '${specifier}' is not installed here: choose it as a second adaptor.`,
      specifier,
    );
  }
}

/**
 * Run a job's code and build its operations; see `prepareV1`.
 * @returns {Promise<{operations: unknown[], execute: Function|undefined}>}
 */
export async function prepareV2(job) {
  const { compiled, url, adaptors } = job;
  const thunks = [];
  const runner = {
    __ofn_op: (index, thunk) => {
      thunks[index] = thunk;
    },
    __ofn_defer: defer,
  };
  const context = makeContext(job);
  const linker = new Linker({ context, adaptors, url, runner });
  const module = new vm.SourceTextModule(compiled.code, {
    context,
    identifier: url,
    columnOffset: compiled.columnOffset,
    importModuleDynamically: (specifier) => linker.link(specifier),
  });
  await module.link((specifier) => linker.link(specifier));
  await module.evaluate();
  const { namespace } = module;
  const operations = await buildOperations(namespace.default, thunks, job);
  operations.forEach((operation, index) => refuseOther(operation, index, job));
  return { operations, execute: namespace.execute ?? adaptors.execute };
}

async function buildOperations(listed, thunks, { onBuild }) {
  if (listed !== undefined && !Array.isArray(listed)) {
    const error = new TypeError("A job's default export must be a list of operations.");
    throw Object.assign(error, { near: 'export default' });
  }
  const operations = [...(listed ?? [])];
  for (const [index, thunk] of thunks.entries()) {
    if (!thunk) continue;
    onBuild(index);
    operations.push(await thunk());
  }
  return operations;
}

function refuseOther(operation, index, { compiled, onBuild }) {
  if (typeof operation === 'function') return;
  onBuild(index);
  const name = compiled.operations[index]?.name ?? 'it';
  throw new TypeError(
    `Invalid operation at statement ${index + 1}: ${name} did not give an operation.`,
  );
}
