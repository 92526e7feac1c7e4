'use strict';

// Seals the process as the runner does, and writes each event as a line of standard output.

const fs = require('node:fs');
const path = require('node:path');

const RUNNER = path.join(__dirname, '..', '..', '..', 'resources', 'runner');
const { install } = require(path.join(RUNNER, 'testmode', 'index.cjs'));

globalThis.sealed = install({
  emit: (event) => fs.writeSync(1, `\x1e${JSON.stringify(event)}\n`),
  where: () => ({ operation: globalThis.operation ?? 0 }),
  ask: (exchange) => globalThis.answer?.(exchange) ?? Promise.resolve(null),
});

/** Say something a test can read. */
globalThis.tell = (value) => fs.writeSync(1, `\x1f${JSON.stringify({ value })}\n`);
