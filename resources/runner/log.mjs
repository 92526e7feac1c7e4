/** The log of a run: its levels, its limits, and the consoles that write into it. */
import { Writable } from 'node:stream';
import util from 'node:util';
import { MASK, classifyKey } from './redact.mjs';

const DISABLED = '🔒 console has been disabled for this run';
const INSPECT = { depth: 6, maxArrayLength: 200, breakLength: 100 };
const MAX_UNFINISHED_LINE = 64 << 10;
const DEFAULT_LIMITS = { log_bytes: 8 << 20, line_chars: 65_536 };
/** `console` methods that write, and at which level; `success` and `always` are OpenFn's own. */
const LEVELS = {
  log: 'info',
  info: 'info',
  dir: 'info',
  table: 'info',
  success: 'info',
  always: 'info',
  debug: 'debug',
  trace: 'debug',
  warn: 'warn',
  error: 'error',
};

/** Takes messages, keeps the limits, emits `log` events. */
export class Log {
  /**
   * @param {import('./channel.mjs').Channel} channel
   * @param {import('./where.mjs').Whereabouts} whereabouts
   */
  constructor(channel, whereabouts) {
    this.channel = channel;
    this.whereabouts = whereabouts;
    this.begin(DEFAULT_LIMITS);
  }

  /** Forget the messages of the run before. */
  begin(limits) {
    this.limits = limits;
    this.spent = 0;
    this.dropped = 0;
  }

  /**
   * One message of the job or an adaptor.
   * @param {string} level
   * @param {unknown[]} values as given to console.log
   * @param {{source: 'job'|'adaptor', at?: object|null}} origin
   */
  write(level, values, { source, at = null }) {
    if (this.spent >= this.limits.log_bytes) {
      this.dropped++;
      return;
    }
    const text = this.cut(format(values, this.charsRead));
    this.spent += Buffer.byteLength(text);
    const operation = this.whereabouts.operation;
    this.channel.emit({ type: 'log', level, text, source, operation, at });
    if (this.spent >= this.limits.log_bytes) this.tellThatTheRestIsDropped();
  }

  /** One message of ours; no limit holds for it. */
  say(level, text) {
    this.channel.emit({ type: 'log', level, text, source: 'runner' });
  }

  tellThatTheRestIsDropped() {
    const size = Math.round((this.limits.log_bytes / (1 << 20)) * 10) / 10;
    this.say('warn', `This run has logged ${size} MB: the rest of its log is not kept.`);
  }

  /** How much of a text is read before it is cut: whole secrets, wherever the cut may fall. */
  get charsRead() {
    return this.limits.line_chars + 2 * this.channel.redactor.longest;
  }

  cut(text) {
    const { line_chars: max } = this.limits;
    if (text.length <= max) return text;
    const kept = this.channel.redactor.cut(text, max);
    return `${kept}… (cut: ${text.length.toLocaleString('en')} characters)`;
  }
}

function format(values, maxStringLength) {
  if (values.length === 1 && typeof values[0] === 'string') return values[0];
  try {
    return util.formatWithOptions({ ...INSPECT, maxStringLength }, ...values);
  } catch (error) {
    return `(a value that cannot be shown: ${String(error?.message)})`;
  }
}

/**
 * Let a live configuration show itself masked when it is logged, also where its values are too
 * short for the redactor.
 * @param {unknown} configuration
 */
export function maskWhenInspected(configuration) {
  if (typeof configuration !== 'object' || configuration === null) return;
  Object.defineProperty(configuration, util.inspect.custom, {
    enumerable: false,
    value(_depth, options) {
      return util.inspect(maskedCopy(this, ''), { ...options, depth: INSPECT.depth });
    },
  });
}

function maskedCopy(value, key) {
  if (Array.isArray(value)) return value.map((item) => maskedCopy(item, key));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, maskedCopy(item, name)]),
    );
  }
  return classifyKey(key) === 'public' || typeof value === 'boolean' ? value : MASK;
}

/**
 * A console that writes into the log.
 * @param {Log} log
 * @param {{source: 'job'|'adaptor', where?: () => object|null, isDisabled?: boolean}} options
 *   `where` gives the job's line of a call
 */
export function makeConsole(log, { source, where = () => null, isDisabled = false }) {
  const write = (level, values) => {
    if (isDisabled) log.write('warn', [DISABLED], { source, at: where() });
    else log.write(level, values, { source, at: where() });
  };
  const made = {};
  for (const [name, level] of Object.entries(LEVELS)) {
    made[name] = (...values) => write(level, values);
  }
  return Object.assign(made, countersAndTimers(write));
}

function countersAndTimers(write) {
  const timers = new Map();
  const counts = new Map();
  const elapsed = (label) => `${label}: ${(performance.now() - timers.get(label)).toFixed(1)}ms`;
  return {
    time: (label = 'default') => void timers.set(label, performance.now()),
    timeLog: (label = 'default', ...values) =>
      timers.has(label) && write('info', [elapsed(label), ...values]),
    timeEnd: (label = 'default') => {
      if (timers.has(label)) write('info', [elapsed(label)]);
      timers.delete(label);
    },
    count: (label = 'default') => {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      write('info', [`${label}: ${counts.get(label)}`]);
    },
    countReset: (label = 'default') => void counts.delete(label),
    assert: (isTrue, ...values) => {
      if (!isTrue) write('error', ['Assertion failed', ...values]);
    },
    group: (...values) => values.length && write('info', values),
    groupCollapsed: (...values) => values.length && write('info', values),
    groupEnd: () => {},
  };
}

/** Joins what is written to a standard stream into lines of the adaptor's log. */
class LogStream extends Writable {
  constructor(log, level) {
    super({ decodeStrings: false });
    this.log = log;
    this.level = level;
    this.rest = '';
  }

  _write(chunk, _encoding, done) {
    const lines = (this.rest + String(chunk)).split('\n');
    this.rest = lines.pop();
    for (const line of lines) this.log.write(this.level, [line], { source: 'adaptor' });
    if (this.rest.length > MAX_UNFINISHED_LINE) this.flush();
    done();
  }

  flush() {
    if (this.rest === '') return;
    const line = this.rest;
    this.rest = '';
    this.log.write(this.level, [line], { source: 'adaptor' });
  }
}

/**
 * Lead everything adaptors print into the log: the process's console and its standard streams.
 * @param {Log} log
 * @returns {{flush: () => void}} writes out lines that have no end yet
 */
export function captureOutput(log) {
  const streams = { stdout: new LogStream(log, 'info'), stderr: new LogStream(log, 'error') };
  for (const [name, stream] of Object.entries(streams)) {
    Object.defineProperty(process, name, { configurable: true, get: () => stream });
  }
  Object.assign(globalThis.console, makeConsole(log, { source: 'adaptor' }));
  return {
    flush() {
      streams.stdout.flush();
      streams.stderr.flush();
    },
  };
}
