/** The process around the runs: boot, commands, and every way it can end. */
import { createRequire } from 'node:module';
import v8 from 'node:v8';
import vm from 'node:vm';
import { Worker } from 'node:worker_threads';
import { AdaptorError, Adaptors } from './adaptors.mjs';
import { Channel, roundMs } from './channel.mjs';
import { ErrorTeller } from './errors.mjs';
import { partsOf } from './finalstate.mjs';
import { EngineFault, JobRun, Workshop } from './jobrun.mjs';
import { Log, captureOutput } from './log.mjs';
import { ProtocolError, VERSION, readCommand } from './protocol.mjs';
import { makeRedactor } from './redact.mjs';
import { SharedMemory } from './shared.mjs';
import { isOurs } from './stack.mjs';
import { GlobalsKeeper } from './v1.mjs';
import { versionsBox } from './versions.mjs';
import { warmUp } from './warmup.mjs';
import { Whereabouts } from './where.mjs';

const require = createRequire(import.meta.url);
/** Kept before an adaptor can replace it. */
const leave = process.reallyExit.bind(process);
const FOREVER_MS = 2 ** 30;

const EXIT = { failed: 1, notStarted: 3, unexpected: 5, fault: 10 };

/** V8's own collector, which a context made while the flag is set gets as a global. */
function garbageCollector() {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc');
  v8.setFlagsFromString('--no-expose-gc');
  // Of the flavours, this one also gives the freed pages back to the system.
  return () => void collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

/** One a process. */
export class RunnerProcess {
  /** @param {object} boot see `main.mjs` */
  constructor(boot) {
    this.boot = boot;
    this.memory = new SharedMemory();
    this.channel = new Channel(boot.token ?? '', this.memory);
    this.whereabouts = new Whereabouts(this.memory);
    this.log = new Log(this.channel, this.whereabouts);
    this.teller = new ErrorTeller(this.whereabouts, new Adaptors([]));
    this.job = null;
    this.isOver = false;
    this.hasRun = false;
    this.asked = new Map();
    this.waits = 0;
    this.http = null;
    this.awake = setInterval(() => {}, FOREVER_MS); // keeps the process alive between runs
  }

  // ---------------------------------------------------------------- boot

  /** Put everything between us and the outside in place. No adaptor may be loaded before. */
  seal() {
    // The control thread starts first: in test mode nothing may start a thread later.
    this.control = this.startControl();
    this.http = this.installHttp();
    this.output = captureOutput(this.log);
    this.watchEnds();
    this.leaveForControl();
  }

  /** What the control thread calls here while it has us paused; no job finds it by accident. */
  leaveForControl() {
    const left = {
      toSource: (line, column) => this.whereabouts.toSource(line, column),
      sweep: garbageCollector(),
      exit: leave,
    };
    for (const [name, value] of Object.entries(left)) {
      Object.defineProperty(globalThis, Symbol.for(`openfn.studio.${name}`), { value });
    }
  }

  startControl() {
    const workerData = { token: this.boot.token ?? '', shared: this.memory.buffer };
    const control = new Worker(new URL('./control.mjs', import.meta.url), {
      workerData,
      execArgv: [],
    });
    control.on('message', (line) => this.onLine(line));
    control.unref();
    return control;
  }

  installHttp() {
    const emit = (event) => this.channel.emit(event);
    const where = () => this.whereabouts.here();
    if (this.boot.http_mode === 'test') {
      const { install } = require('./testmode/index.cjs');
      return install({ emit, where, ask: (exchange) => this.ask(exchange) });
    }
    return require('./httpwatch.cjs').watch({ emit, where });
  }

  /** Take the loaded adaptors, warm up, and say that we are ready. */
  async open(adaptors) {
    this.adaptors = adaptors;
    this.teller.adaptors = adaptors;
    await warmUp(this.boot.dialect);
    this.globals = new GlobalsKeeper();
    this.workshop = this.makeWorkshop();
    this.control.postMessage({ type: 'ready' });
    const loaded = adaptors.list.map(({ name, version, names }) => ({
      name,
      version,
      exports: names,
    }));
    this.channel.emit({
      type: 'ready',
      version: VERSION,
      node: process.versions.node,
      adaptors: loaded,
      boot_ms: roundMs(performance.now()),
    });
  }

  makeWorkshop() {
    const { adaptors, channel, whereabouts, log, teller, boot } = this;
    return new Workshop({
      dialect: boot.dialect,
      isTestMode: boot.http_mode === 'test',
      adaptors,
      channel,
      whereabouts,
      log,
      teller,
      onCompiled: (operations) => this.control.postMessage({ type: 'compiled', operations }),
      onWait: (isWaiting) => this.onWait(isWaiting),
    });
  }

  /** An adaptor could not be loaded, or we could not: exit 3, or 10. */
  refuseToStart(error) {
    const isTheirs = error instanceof AdaptorError;
    const told = this.teller.describe(isTheirs ? (error.cause ?? error) : error, {
      name: isTheirs ? 'StartError' : 'RunnerFault',
      message: error.message,
      source: isTheirs ? 'adaptor' : 'runner',
      severity: 'crash',
      ...(isTheirs && { fix: 'Install the adaptor again, or choose another version of it.' }),
    });
    this.end(isTheirs ? EXIT.notStarted : EXIT.fault, { error: told });
  }

  // ---------------------------------------------------------------- commands

  onLine(line) {
    try {
      this.obey(readCommand(line));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.log.say('warn', error.message);
    }
  }

  obey(command) {
    if (command.type === 'run') this.onRun(command);
    else if (command.type === 'answer') this.onAnswer(command);
    else this.job?.gate.obey(command);
  }

  onRun(command) {
    if (this.job !== null || this.hasRun || !this.workshop) {
      this.log.say('warn', 'A second run was asked for and not begun: this process runs one job.');
      return;
    }
    this.hasRun = !command.batch;
    this.begin(command);
    this.job.run().then(
      // Node tells of a rejection nobody handles only when all that is ready has run.
      (outcome) => setImmediate(() => this.finish(outcome)),
      (error) => this.failOurselves(error),
    );
  }

  begin(command) {
    this.awake.unref();
    this.channel.begin(makeRedactor(command.configuration, command.write_only));
    this.log.begin(command.limits);
    this.whereabouts.begin(command.url);
    this.teller.begin(command.source);
    this.http.configure({ rules: command.rules, bodyBytes: command.limits.body_bytes });
    const { url, limits } = command;
    this.control.postMessage({ type: 'begin', url, limits, startedAt: Date.now() });
    this.log.say('info', versionsBox(this.engine, process.versions.node, this.adaptors.list));
    this.job = new JobRun(command, this.workshop);
  }

  get engine() {
    return `${this.boot.engine ?? 'OpenFn Studio'}, ${this.boot.dialect}`;
  }

  /** While the parent is awaited the process stays alive, and the time limit does not run. */
  onWait(isWaiting) {
    this.waits += isWaiting ? 1 : -1;
    if (isWaiting && this.waits === 1) {
      this.awake.ref();
      this.control.postMessage({ type: 'pause' });
    } else if (this.waits === 0) {
      this.awake.unref();
      this.control.postMessage({ type: 'resume' });
    }
  }

  ask(exchange) {
    this.onWait(true);
    return new Promise((resolve) => this.asked.set(exchange.id, resolve));
  }

  onAnswer({ id, answer }) {
    const resolve = this.asked.get(id);
    if (resolve === undefined) return;
    this.asked.delete(id);
    this.onWait(false);
    resolve(answer);
  }

  // ---------------------------------------------------------------- ends

  /** Tell how the run ended; the process ends as well, but in batch. */
  finish({ exitCode, error, text }) {
    const { batch } = this.job.command;
    if (batch) this.prepareForNext();
    this.end(exitCode, { error, text, staysAlive: batch });
  }

  prepareForNext() {
    this.awake.ref();
    this.waits = 0;
    this.globals.restore();
    this.job = null;
    this.asked.clear();
    this.control.postMessage({ type: 'end' });
  }

  end(exitCode, { error = null, text, staysAlive = false } = {}) {
    if (this.isOver) return;
    this.isOver = !staysAlive;
    this.output?.flush();
    const secretPaths = this.secretPathsIn(text);
    this.tellAboutSecrets(secretPaths);
    const tookMs = this.channel.ms;
    this.memory.notePeak();
    this.channel.emit({
      type: 'finished',
      exit_code: exitCode,
      error,
      ...this.sendState(text),
      secret_paths: secretPaths,
      dropped_logs: this.log.dropped,
      peak_mb: this.memory.peakMb,
      took_ms: tookMs,
    });
    if (staysAlive) return;
    this.http?.close?.();
    leave(exitCode);
  }

  sendState(text) {
    if (text === undefined) return {};
    const parts = partsOf(text);
    if (parts === null) return { state: JSON.parse(text) };
    parts.forEach((part, index) => {
      const isLast = index === parts.length - 1;
      this.channel.emit({ type: 'state_part', text: part, is_last: isLast });
    });
    return { in_parts: true };
  }

  secretPathsIn(text) {
    const { redactor } = this.channel;
    return text !== undefined && redactor.isIn(text) ? redactor.findIn(JSON.parse(text)) : [];
  }

  tellAboutSecrets(paths) {
    if (paths.length === 0) return;
    const names = paths.map((path) => path || '(the whole state)').join(', ');
    this.log.say('warn', `The final state holds secret values of the credential, at: ${names}.`);
  }

  failOurselves(error) {
    const fault = error instanceof EngineFault ? error.cause : error;
    const told = this.teller.describe(fault, {
      name: 'RunnerFault',
      message: `The runner itself failed: ${String(fault?.message ?? fault)}`,
      source: 'runner',
      severity: 'crash',
      fix: 'This is a fault of OpenFn Studio, not of the job: please report it.',
    });
    this.end(EXIT.fault, { error: told });
  }

  /** Ends of the process that are not the job's own. */
  watchEnds() {
    process.on('uncaughtException', (error) => this.onUncaught(error, 'A late error'));
    process.on('unhandledRejection', (error) => this.onUncaught(error, 'An unhandled rejection'));
    process.on('exit', () => this.onNothingLeft());
    for (const name of ['exit', 'abort', 'reallyExit']) {
      process[name] = (code) => this.onExitCall(name, code);
    }
  }

  onUncaught(error, what) {
    if (isOurs(error)) {
      this.failOurselves(error);
      return;
    }
    const told = this.teller.describe(error, { severity: 'crash' });
    this.end(EXIT.unexpected, {
      error: { ...told, message: `${what} ended the run: ${told.message}` },
    });
  }

  onExitCall(name, code) {
    const message = `process.${name}(${code ?? ''}) was called, which ends the run.`;
    const told = this.teller.describe(new Error(message), {
      name: 'ProcessExit',
      severity: 'crash',
    });
    this.end(this.workshop ? EXIT.unexpected : EXIT.notStarted, { error: told });
  }

  /** The event loop is empty though the job has not ended. */
  onNothingLeft() {
    if (this.isOver) return;
    const { operation } = this.whereabouts;
    const name = this.whereabouts.compiled?.operations[operation]?.name;
    const place = operation === null ? '' : ` It was in operation ${operation + 1}, ${name}.`;
    const told = this.teller.describe(null, {
      name: 'Stalled',
      message: `The job waits for something that can never happen: nothing is left to run.${place}`,
      severity: 'crash',
      fix: 'A promise here is never resolved: call its resolve, or return what you wait for.',
    });
    this.end(EXIT.unexpected, { error: told });
  }
}
