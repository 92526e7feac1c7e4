// Does what the job's text says: a JSON list of steps, each an object with one key.
import fs from 'node:fs';
import { spawn } from 'node:child_process';
import { hang, onCommand, raw, ready, say } from './speak.mjs';

const STEPS = {
  say: (event) => say(event),
  raw: (text) => raw(text),
  stderr: (text) => fs.writeSync(2, text),
  exit: (code) => process.exit(code),
  signal: (name) => process.kill(process.pid, name),
  hang,
  orphan: () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }),
  echo: (field, run) => say({ type: 'log', level: 'info', text: JSON.stringify(run[field]) }),
  environ: () => say({ type: 'log', level: 'info', text: JSON.stringify(process.env) }),
};

const play = (steps, run) => {
  for (const step of steps) {
    const [[name, value]] = Object.entries(step);
    STEPS[name](value, run);
  }
};

const waiting = [];
onCommand((command) => {
  if (command.type === 'stop') process.exit(130);
  if (command.type === 'run') {
    const steps = JSON.parse(command.source);
    const pause = steps.findIndex((step) => 'await' in step);
    const until = pause < 0 ? steps.length : pause;
    waiting.push(steps.slice(until + 1));
    play(steps.slice(0, until), command);
  } else {
    say({ type: 'log', level: 'info', text: JSON.stringify(command) });
    play(waiting.pop() ?? [], command);
  }
});
ready();
