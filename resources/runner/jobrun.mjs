/** One run of one job, from its text to its final state. */
import { roundMs } from './channel.mjs';
import { CompileError, compile } from './compile/index.mjs';
import { finalText } from './finalstate.mjs';
import { Gate } from './gate.mjs';
import { makeConsole, maskWhenInspected } from './log.mjs';
import { StateRecorder } from './recorder.mjs';
import { prepareV1 } from './v1.mjs';
import { prepareV2 } from './v2.mjs';

const PREPARE = { v1: prepareV1, v2: prepareV2 };

/** Runs the operations one after the other when no adaptor says how. */
const plainExecute =
  (...operations) =>
  (state) =>
    operations.reduce((before, operation) => before.then(operation), Promise.resolve(state));

/** The job, or an adaptor, failed; `told` is the `JobError`. */
export class JobFailure extends Error {
  constructor(told, thrown) {
    super(told.message);
    this.told = told;
    this.thrown = thrown;
  }
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

const kindOf = (value) => {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return typeof value === 'object' ? 'object' : 'other';
};

/** What a run works with: made once a process. */
export class Workshop {
  /**
   * @param {object} tools
   * @param {'v1'|'v2'} tools.dialect
   * @param {boolean} tools.isTestMode
   * @param {import('./adaptors.mjs').Adaptors} tools.adaptors
   * @param {import('./channel.mjs').Channel} tools.channel
   * @param {import('./where.mjs').Whereabouts} tools.whereabouts
   * @param {import('./log.mjs').Log} tools.log
   * @param {import('./errors.mjs').ErrorTeller} tools.teller
   * @param {(operations: object[]) => void} tools.onCompiled
   * @param {(isWaiting: boolean) => void} tools.onWait
   */
  constructor(tools) {
    Object.assign(this, tools);
  }
}

/** Carries out one `run` command. */
export class JobRun {
  /**
   * @param {object} command the `run` command
   * @param {Workshop} workshop
   */
  constructor(command, workshop) {
    this.command = command;
    this.workshop = workshop;
    this.input = inputOf(command);
    this.live = this.input;
    this.failure = null;
    /** The empty states v2 hands on where an operation gave nothing. */
    this.empties = new WeakSet();
    const configuration = isObject(this.input) ? this.input.configuration : null;
    maskWhenInspected(configuration);
    const { snapshot_nodes: nodes } = command.limits;
    this.recorder = new StateRecorder({ nodes, configuration });
    this.gate = this.makeGate();
  }

  makeGate() {
    const { channel, log, onWait } = this.workshop;
    return new Gate(this.command, {
      emit: (event) => channel.emit(event),
      say: (level, text) => log.say(level, text),
      onWait,
      recorder: this.recorder,
      redactor: channel.redactor,
    });
  }

  /**
   * Run the job.
   * @returns {Promise<{exitCode: number, error?: object, text?: string}>} `text` is the final
   *   state's JSON
   */
  async run() {
    try {
      const compiled = this.compile();
      const state = await this.execute(compiled);
      return this.succeed(state);
    } catch (error) {
      if (!(error instanceof JobFailure)) throw error;
      return this.fail(error.told);
    }
  }

  // ---------------------------------------------------------------- compiling

  compile() {
    const { dialect, adaptors, channel, whereabouts, onCompiled } = this.workshop;
    const { source } = this.command;
    let compiled;
    try {
      compiled = compile(source, dialect, { adaptors: adaptors.forCompiler });
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      this.logCompileError(error);
      throw new JobFailure(this.workshop.teller.describeCompileError(error), error);
    }
    whereabouts.compiled = compiled;
    const { operations, dropped, warnings } = compiled;
    onCompiled(operations);
    channel.emit({ type: 'compiled', dialect, operations, dropped, warnings });
    return compiled;
  }

  /** The lines the v1 engine prints, so that people can compare logs. */
  logCompileError(error) {
    if (this.workshop.dialect !== 'v1') return;
    const { log } = this.workshop;
    const lines = this.command.source.split(/\r\n|[\n\r\u2028\u2029]/);
    for (const { message, range } of error.problems ?? []) {
      const head = `Line ${range.line}: `;
      const text = lines[range.line - 1] ?? '';
      const indent = ' '.repeat(head.length + range.column - 1);
      const end = range.end_line === range.line ? range.end_column : text.length + 1;
      const carets = '^'.repeat(Math.max(1, end - range.column));
      log.say('error', `${head}${text}\n${indent}${carets}\n${message}`);
    }
    if (!error.problems?.length && error.at) {
      const place = `(${error.at.line}:${error.at.column - 1})`;
      log.say('error', `${error.message} ${place}`);
    }
    log.say('error', 'Compilation failed.');
  }

  // ---------------------------------------------------------------- running

  async execute(compiled) {
    const { operations, execute } = await this.prepare(compiled);
    this.workshop.whereabouts.operation = null;
    this.workshop.channel.emit({ type: 'state', ...this.recorder.begin(this.input) });
    const wrapped = operations.map(
      (operation, index) => (state) =>
        this.runOperation(operation, index, state, index === operations.length - 1),
    );
    const reducer = execute ?? plainExecute;
    const final = await this.ofTheJob(async () => reducer(...wrapped)(this.input));
    this.workshop.whereabouts.operation = null;
    return this.empties.has(final) ? undefined : final;
  }

  prepare(compiled) {
    const { dialect, isTestMode, adaptors, whereabouts } = this.workshop;
    return this.ofTheJob(() =>
      PREPARE[dialect]({
        compiled,
        url: this.command.url,
        state: this.input,
        adaptors,
        console: this.makeConsole(),
        isTestMode,
        onBuild: (index) => {
          whereabouts.operation = index;
        },
      }),
    );
  }

  makeConsole() {
    const { log, whereabouts } = this.workshop;
    return makeConsole(log, {
      source: 'job',
      where: () => whereabouts.jobLine(),
      isDisabled: this.command.no_console,
    });
  }

  /** Run code of the job or an adaptor: what it throws is theirs, not ours. */
  async ofTheJob(code) {
    try {
      return await code();
    } catch (error) {
      throw this.failureOf(error);
    }
  }

  /** An error that an operation threw comes by again when the adaptor's `execute` hands it on. */
  failureOf(error) {
    if (error instanceof JobFailure || error instanceof EngineFault) return error;
    if (this.failure !== null && Object.is(this.failure.thrown, error)) return this.failure;
    return new JobFailure(this.workshop.teller.describe(error), error);
  }

  async runOperation(operation, index, given, isLast) {
    this.workshop.whereabouts.operation = index;
    this.live = await this.gate.pass(index, 'before', this.received(given, index), isLast);
    this.workshop.channel.emit({ type: 'operation_started', index });
    const result = await this.callOperation(operation, index);
    this.live = await this.gate.pass(index, 'after', result, isLast);
    return this.handOn(this.live);
  }

  async callOperation(operation, index) {
    const started = performance.now();
    let result = this.live;
    try {
      if (typeof operation === 'function') result = await operation(this.live);
    } catch (error) {
      await this.operationFailed(index, error, roundMs(performance.now() - started));
      throw error;
    }
    this.operationFinished(index, result, roundMs(performance.now() - started));
    return result;
  }

  operationFinished(index, result, tookMs) {
    guarded(() => {
      this.workshop.channel.emit({
        type: 'operation_finished',
        index,
        took_ms: tookMs,
        returned: kindOf(result),
        ...this.recorder.changes(result),
      });
    });
  }

  async operationFailed(index, error, tookMs) {
    const told = this.workshop.teller.describe(error, { operation: index });
    this.failure = new JobFailure(told, error);
    guarded(() => {
      const { patch } = this.recorder.changes(this.live);
      this.workshop.channel.emit({
        type: 'operation_failed',
        index,
        took_ms: tookMs,
        error: told,
        patch,
      });
    });
    await this.gate.passError(index, this.live);
  }

  /** v2: nothing becomes an empty state, and the next operation says so. */
  handOn(state) {
    if (state || this.workshop.dialect === 'v1') return state;
    const empty = {};
    this.empties.add(empty);
    return empty;
  }

  received(state, index) {
    if (!this.empties.delete(state)) return state;
    this.workshop.log.say(
      'warn',
      `No state came into operation ${index + 1}, so it starts from an empty one: the operation ` +
        'before it returned nothing.',
    );
    return state;
  }

  // ---------------------------------------------------------------- ends

  succeed(state) {
    const text = guarded(() => finalText(state));
    if (text === undefined && this.workshop.dialect === 'v1') {
      const { teller, log } = this.workshop;
      const told = teller.describe(new TypeError(NO_STATE), {
        name: 'NoState',
        fix: 'Return state from the last function of the job.',
        at: teller.whereabouts.operationLine(teller.whereabouts.compiled.operations.length - 1),
      });
      log.say('error', NO_STATE);
      return { exitCode: 1, error: told };
    }
    this.workshop.log.say('info', 'Finished.');
    return { exitCode: 0, text };
  }

  /** v2 keeps the state so far when the failure is one of the soft ones. */
  fail(told) {
    const isKept = this.workshop.dialect === 'v2' && told.severity === 'fail';
    const text = isKept ? guarded(() => finalText(this.live)) : undefined;
    return { exitCode: 1, error: told, text };
  }
}

const NO_STATE =
  'The job returned nothing: the v1 engine has no state to keep and ends with an error.';

/** A fault of ours in the middle of a job. */
export class EngineFault extends Error {
  constructor(cause) {
    super(`The runner itself failed: ${String(cause?.message ?? cause)}`, { cause });
  }
}

/** Run code of ours in the middle of a job: what it throws is not the job's. */
function guarded(code) {
  try {
    return code();
  } catch (error) {
    throw new EngineFault(error);
  }
}

/** A state that is no object cannot hold a configuration. */
function inputOf({ state, configuration }) {
  return isObject(state) ? { ...state, configuration: configuration ?? {} } : state;
}
