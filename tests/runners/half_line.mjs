// Dies in the middle of an event.
import { mark, onCommand, raw, ready } from './speak.mjs';

onCommand(() => {
  raw(`${mark}{"type":"log","level":"info","te`);
  process.kill(process.pid, 'SIGKILL');
});
ready();
