/** Loads the adaptors of a process: ES modules for v2 where there are some, CommonJS otherwise. */
import fs from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** An adaptor that cannot be used; its message is a whole sentence. */
export class AdaptorError extends Error {
  /**
   * @param {string} message
   * @param {unknown} [cause] what its code threw
   */
  constructor(message, cause) {
    super(message, { cause });
    this.name = 'StartError';
  }
}

/**
 * Some adaptors' ES modules import `lodash/set` without its extension, which Node refuses: repair
 * it.
 */
export function repairExtensions() {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        const isBare = !/\.[a-z]+$/i.test(specifier);
        if (error.code !== 'ERR_MODULE_NOT_FOUND' || !isBare) throw error;
        return nextResolve(`${specifier}.js`, context);
      }
    },
  });
}

const isReference = (value) =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/**
 * The object that holds an adaptor's operations, whatever it is wrapped in.
 * @param {object} module
 */
export function unwrap(module) {
  if (isReference(module.Adaptor)) return module.Adaptor;
  let target = module;
  if (module.__esModule && module.default?.default) target = module.default.default;
  else if (isLoneDefault(module)) target = module.default;
  return isReference(target.Adaptor) ? target.Adaptor : target;
}

function isLoneDefault(module) {
  const keys = Object.keys(module).filter((key) => key !== 'module.exports');
  const isAlone = keys.length === 1 && keys[0] === 'default';
  return isAlone && isReference(module.default) && Object.keys(module.default).length > 0;
}

const entryOf = (conditions, name) => {
  const entry = conditions?.[name];
  return typeof entry === 'object' && entry !== null ? (entry.default ?? entry.node) : entry;
};

function entries(manifest) {
  const exported = manifest.exports?.['.'] ?? manifest.exports;
  const isPath = typeof exported === 'string';
  const isEsm = manifest.type === 'module';
  const main = manifest.main ?? (isPath ? exported : undefined) ?? 'index.js';
  return {
    esm: (isPath ? exported : entryOf(exported, 'import')) ?? (isEsm ? main : undefined),
    cjs: (isPath ? undefined : entryOf(exported, 'require')) ?? main,
  };
}

const reasonOf = (error) => {
  try {
    return String(error?.message ?? error).split('\nRequire stack')[0];
  } catch {
    return 'its error cannot be read';
  }
};

function readManifest({ name, path: folder }) {
  const file = path.join(folder, 'package.json');
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    const reason =
      error.code === 'ENOENT' ? `there is no ${file}` : `${file} cannot be read: ${error.message}`;
    throw new AdaptorError(`The adaptor ${name} could not be loaded: ${reason}.`, error);
  }
}

async function loadModule(folder, { esm, cjs }, dialect, name) {
  const asCommonJs = () =>
    createRequire(path.join(folder, 'package.json'))(path.resolve(folder, cjs));
  const asModule = () => import(pathToFileURL(path.join(folder, esm)).href);
  const ways = dialect === 'v2' && esm ? [asModule, asCommonJs] : [asCommonJs];
  if (dialect !== 'v2' && esm) ways.push(asModule);
  let first = null;
  for (const way of ways) {
    try {
      return await way();
    } catch (error) {
      first ??= { error };
    }
  }
  throw new AdaptorError(
    `The adaptor ${name} could not be loaded: ${reasonOf(first.error)}`.replace(/[.]?$/, '.'),
    first.error,
  );
}

const isUsable = (value) =>
  typeof value === 'function' ||
  (isReference(value) && Object.values(value).some((inner) => typeof inner === 'function'));

async function loadOne(wanted, dialect) {
  const manifest = readManifest(wanted);
  const name = wanted.name || manifest.name;
  const module = unwrap(await loadModule(wanted.path, entries(manifest), dialect, name));
  const names = Object.keys(module).filter((key) => key !== 'module.exports');
  if (!names.some((key) => isUsable(module[key]))) {
    throw new AdaptorError(
      `The adaptor ${name} could not be used: it exports no function a job could call.`,
    );
  }
  return {
    name,
    version: wanted.version || manifest.version || 'unknown',
    folder: wanted.path,
    module,
    names,
  };
}

const noExecute = (name) =>
  new AdaptorError(
    `The adaptor ${name} could not be used: it exports no execute, which the v1 engine starts a ` +
      'job with. Dialect v2 can run it.',
  );

/**
 * Every adaptor of a process and the one set of names they give to a job.
 *
 * `list` is `{name, version, folder, module, names}` in the order asked for; `scope` is all names
 * merged, the first adaptor's winning; `execute` is the first adaptor's that has one, or undefined.
 */
export class Adaptors {
  constructor(list) {
    this.list = list;
    this.scope = Object.create(null);
    for (const { module, names } of list.toReversed()) {
      for (const name of names) this.scope[name] = module[name];
    }
    this.execute = typeof this.scope.execute === 'function' ? this.scope.execute : undefined;
  }

  /**
   * Load adaptors one after the other.
   * @param {{name: string, version: string, path: string}[]} wanted
   * @param {'v1'|'v2'} dialect
   * @throws {AdaptorError}
   */
  static async load(wanted, dialect) {
    const list = [];
    for (const one of wanted) list.push(await loadOne(one, dialect));
    const adaptors = new Adaptors(list);
    if (dialect === 'v1' && list.length > 0 && !adaptors.execute) throw noExecute(list[0].name);
    return adaptors;
  }

  /** The names of all exports, each once. */
  get names() {
    return Object.keys(this.scope);
  }

  /** What `compile` wants to know. */
  get forCompiler() {
    return this.list.map(({ name, names }) => ({ name, exports: names }));
  }

  /** The npm package or adaptor a file belongs to; null when none. */
  packageOf(file) {
    const within = /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file);
    const local = this.list.find(({ folder }) => file.startsWith(folder + path.sep));
    return within ? within[1].replaceAll('\\', '/') : (local?.name ?? null);
  }
}
