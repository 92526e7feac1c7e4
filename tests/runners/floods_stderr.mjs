// Writes 8 MB to its standard error, which nobody asked for, then finishes well.
import fs from 'node:fs';
import { onCommand, ready, say } from './speak.mjs';

onCommand(() => {
  const line = `${'noise '.repeat(170)}\n`;
  for (let i = 0; i < 8192; i += 1) {
    let done = 0;
    while (done < line.length) done += fs.writeSync(2, line.slice(done));
  }
  say({ type: 'finished', exit_code: 0 });
  process.exit(0);
});
ready();
