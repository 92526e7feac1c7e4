// What @openfn/core makes of each v1 job: its verdict and the source of each operation, in order.
// node core_operations.cjs <folder with node_modules> <jobs as JSON: [{file, text, adaptor}]>
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

const [folder, jobsFile] = process.argv.slice(2);
const fromFolder = createRequire(path.join(folder, 'package.json'));
const { Compile, transforms, sandbox } = fromFolder('@openfn/core');
const { parse } = createRequire(fromFolder.resolve('@openfn/core'))('acorn');

const PACKAGES = { common: '@openfn/language-common', http: '@openfn/language-http' };

const adaptors = {};
for (const [name, packageName] of Object.entries(PACKAGES)) {
  const module = fromFolder(packageName);
  adaptors[name] = module.Adaptor ?? module;
}

/** core writes `(function() { return execute(a, b)(state); })();` */
function operationsOf(code) {
  const [{ expression: wrapper }] = parse(code, { ecmaVersion: 'latest' }).body;
  const [{ argument: started }] = wrapper.callee.body.body;
  return started.callee.arguments.map(({ start, end }) => code.slice(start, end));
}

function verdictOf({ text, adaptor }) {
  const extensions = [adaptors[adaptor]];
  const names = { ...sandbox.buildSandbox({ extensions }), ...sandbox.VMGlobals };
  let compiled;
  try {
    const steps = [...transforms.defaultTransforms, transforms.verify({ sandbox: names })];
    compiled = new Compile(text, steps);
  } catch (error) {
    return { verdict: 'compile-error', error: withoutChance(error.message) };
  }
  if (compiled.errors.length) {
    const problems = compiled.errors.map(({ message, node }) => `${message} ${nameOf(node)}`);
    return { verdict: 'compile-error', error: 'Compilation failed.', problems };
  }
  try {
    return { operations: operationsOf(compiled.toString()) };
  } catch (error) {
    return { verdict: 'compile-error', error: `of the code core made: ${error.message}` };
  }
}

/** How far a parser gets before its stack is full is not the same each time. */
const withoutChance = (message) => message.replace(/^(Not enough stack space.*) \(.*\)$/, '$1');

const nameOf = ({ callee }) => callee.name ?? callee.object.name;

const jobs = JSON.parse(fs.readFileSync(jobsFile, 'utf8'));
const exported = Object.entries(adaptors).map(([name, module]) => [name, Object.keys(module)]);
const result = {
  adaptors: Object.fromEntries(exported),
  jobs: Object.fromEntries(jobs.map((job) => [job.file, verdictOf(job)])),
};
process.stdout.write(JSON.stringify(result));
