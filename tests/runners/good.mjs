// A well-behaved process that runs nothing: two operations, the state comes back as it went in.
import { onCommand, ready, say } from './speak.mjs';

const range = { start: 0, end: 1, line: 1, column: 1, end_line: 1, end_column: 2 };
const operations = [0, 1].map((index) => ({ index, name: 'fn', range }));

onCommand((command) => {
  if (command.type === 'stop') process.exit(130);
  say({ type: 'compiled', dialect: 'v1', operations });
  say({ type: 'state', value: command.state });
  for (const { index } of operations) {
    say({ type: 'operation_started', index });
    say({ type: 'operation_finished', index, took_ms: 1, patch: [] });
  }
  say({ type: 'finished', exit_code: 0, state: command.state, peak_mb: 50, took_ms: 2 });
  if (!command.batch) process.exit(0);
});
ready();
