/**
 * Compiles one job once with each compiler, in a process as fresh as a run's: every compiler has
 * seen one tiny job, as a spare has. Prints milliseconds by compiler as one JSON object.
 *
 * argv[2]: {"file", "compile": our module's URL, "core": core's folder or null, "order": [names]}
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const TINY = 'fn(state => state);';
const NAMES = ['execute', 'fn', 'each', 'combine', 'dataPath', 'dataValue'];

const settings = JSON.parse(process.argv[2]);
const source = readFileSync(settings.file, 'utf8');
const { compile } = await import(settings.compile);
const adaptors = [{ name: '@openfn/language-common', exports: NAMES }];

const compilers = {
  v1: (text) => compile(text, 'v1', { adaptors }),
  v2: (text) => compile(text, 'v2', { adaptors }),
  core: settings.core ? coreCompiler(settings.core) : null,
};

const took = {};
for (const name of settings.order) compilers[name](TINY);
for (const name of settings.order) {
  const start = performance.now();
  compilers[name](source);
  took[name] = performance.now() - start;
}
console.log(JSON.stringify(took));

/** Core's compiler as its own command line puts it together. */
function coreCompiler(folder) {
  const core = createRequire(`${folder}/package.json`)(folder);
  const functions = Object.fromEntries(NAMES.map((name) => [name, () => {}]));
  const sandbox = core.sandbox.buildSandbox({ extensions: [functions] });
  const verify = core.transforms.verify({ sandbox: { ...sandbox, ...core.sandbox.VMGlobals } });
  return (text) => {
    const compiled = new core.Compile(text, [...core.transforms.defaultTransforms, verify]);
    if (compiled.errors.length > 0) throw new Error(compiled.errors[0].message);
    return compiled.toString();
  };
}
