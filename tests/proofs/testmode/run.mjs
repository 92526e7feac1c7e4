// node run.mjs <file of cases> <name> <folder of packages>: runs a case, writes what it returned.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [file, name, packages] = process.argv.slice(2);
const { cases } = await import(new URL(`cases/${file}.mjs`, import.meta.url));
const page = name.replaceAll(' ', '-');
const tools = {
  page,
  url: `https://example.org/${page}`,
  plainUrl: `http://example.org/${page}`,
  require: createRequire(path.join(packages || process.cwd(), 'package.json')),
};

/** Return what a test can compare of anything thrown: all that is said in it and its causes. */
function describe(error, depth = 0) {
  if (error === null || typeof error !== 'object' || depth > 5) return [String(error)];
  const inner = [error.cause, error.error, error.originalError, ...(error.errors ?? [])];
  const more = inner.filter(Boolean).flatMap((each) => describe(each, depth + 1));
  return [`${error.name ?? ''} ${error.code ?? ''} ${error.message ?? ''}`, ...more];
}

function tell(result) {
  fs.writeSync(1, `\x1f${JSON.stringify(result)}\n`);
  process.exit(0);
}

process.on('uncaughtException', (error) => tell({ error: describe(error), uncaught: true }));
try {
  tell({ value: await cases[name](tools) });
} catch (error) {
  tell({ error: describe(error) });
}
