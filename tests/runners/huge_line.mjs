// Writes one line of 20 MB that is no event, then finishes well.
import { onCommand, raw, ready, say } from './speak.mjs';

onCommand(() => {
  raw('x'.repeat(20 << 20));
  raw('\n');
  say({ type: 'finished', exit_code: 0 });
  process.exit(0);
});
ready();
