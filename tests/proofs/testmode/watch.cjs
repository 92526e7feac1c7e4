'use strict';

// Observes the process as the runner does live, and writes each event as a line of standard output.

const fs = require('node:fs');
const path = require('node:path');

const RUNNER = path.join(__dirname, '..', '..', '..', 'resources', 'runner');
const { watch } = require(path.join(RUNNER, 'httpwatch.cjs'));

globalThis.watched = watch({
  emit: (event) => fs.writeSync(1, `\x1e${JSON.stringify(event)}\n`),
  where: () => ({ operation: globalThis.operation ?? 0 }),
});

/** Say something a test can read. */
globalThis.tell = (value) => fs.writeSync(1, `\x1f${JSON.stringify({ value })}\n`);
