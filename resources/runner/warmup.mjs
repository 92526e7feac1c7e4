/** Runs a small job in silence: what a process does first is slow, so it is done beforehand. */
import { Adaptors } from './adaptors.mjs';
import { Channel } from './channel.mjs';
import { ErrorTeller } from './errors.mjs';
import { JobRun, Workshop } from './jobrun.mjs';
import { Log } from './log.mjs';
import { shownEvent } from './protocol.mjs';
import { makeRedactor } from './redact.mjs';
import { SharedMemory } from './shared.mjs';
import { Whereabouts } from './where.mjs';

const SOURCE =
  "fn(state => {\n  console.log('warm', state);\n  return { ...state, n: [1] };\n});\nfn(s => s);";
const COMMAND = {
  source: SOURCE,
  url: 'openfn:warm-up',
  state: { data: { a: [1, { b: 'c' }] } },
  configuration: { password: 'warm-up-secret', username: 'warm-up' },
  limits: { log_bytes: 1000, line_chars: 1000, snapshot_nodes: 1000 },
  breakpoints: [],
  pause_at_start: false,
  break_on_error: false,
  no_console: false,
};

class SilentChannel extends Channel {
  emit(event) {
    JSON.stringify(shownEvent(event, this.redactor));
  }
}

const standIn = {
  name: 'warm-up',
  version: '0',
  folder: 'openfn:warm-up',
  module: { fn: (operation) => operation, execute: undefined },
  names: ['fn', 'execute'],
};

/** @param {'v1'|'v2'} dialect */
export async function warmUp(dialect) {
  const memory = new SharedMemory();
  const channel = new SilentChannel('', memory);
  channel.begin(makeRedactor(COMMAND.configuration));
  const whereabouts = new Whereabouts(memory);
  whereabouts.begin(COMMAND.url);
  const adaptors = new Adaptors([standIn]);
  const teller = new ErrorTeller(whereabouts, adaptors);
  const nothing = () => {};
  const workshop = new Workshop({
    dialect,
    isTestMode: false,
    adaptors,
    channel,
    whereabouts,
    log: new Log(channel, whereabouts),
    teller,
    onCompiled: nothing,
    onWait: nothing,
  });
  await new JobRun(COMMAND, workshop).run();
  teller.describe(new TypeError('warm-up'));
}
