// Neither stops when asked nor when terminated, and outlives its job.
import { onCommand, ready, say } from './speak.mjs';

process.on('SIGTERM', () => {});
onCommand((command) => {
  if (command.type !== 'run') return;
  say({ type: 'log', level: 'info', text: 'running' });
  if (command.source === 'finish') say({ type: 'finished', exit_code: 0 });
});
ready();
