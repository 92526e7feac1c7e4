/**
 * The control thread: reads commands from file descriptor 0 even while the job hogs the main
 * thread, keeps the limits of time and memory, and ends the process wherever it is, naming the
 * job's line.
 *
 * It speaks to V8's inspector of the main thread, which needs no open port.
 */
import inspector from 'node:inspector';
import net from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { SharedMemory, writeLine } from './shared.mjs';

const POLL_MS = 25;
const PAUSE_WAIT_MS = 600;
const EXIT_WAIT_MS = 300;
const LINE_END_WAIT_MS = 500;
const SWEEP_WAIT_MS = 3000;
const SMALL_LINE = 4096;
const RETURN_WAIT_MS = 150;
const MIB = 1 << 20;
/** Below this share of the limit a sweep was worth its time. */
const WORTH_IT = 0.9;

const EXIT_CODES = { timeout: 2, memory: 134, stopped: 130 };

const memory = new SharedMemory(workerData.shared);

/** The run being watched, or null: `{url, operations, limits, leftMs, since, isPaused}`. */
let run = null;
let baseRss = 0;
let isHalting = false;
let isSweeping = false;

const emit = (event) => writeLine(workerData.token, JSON.stringify(event));
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// ---------------------------------------------------------------- the main thread's inspector

const scripts = new Map();
let session = null;

function openSession() {
  if (session !== null) return session;
  session = new inspector.Session();
  session.connectToMainThread();
  session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params.url));
  return session;
}

const post = (method, parameters) =>
  new Promise((resolve, reject) => {
    openSession().post(method, parameters, (error, result) =>
      error ? reject(new Error(error.message)) : resolve(result),
    );
  });

/** Call a function the main thread left for us; it may be paused anywhere. */
const callMain = async (name, ...values) => {
  const expression = `globalThis[Symbol.for('openfn.studio.${name}')](${values.join(',')})`;
  const { result } = await post('Runtime.evaluate', { expression, returnByValue: true });
  return result?.value;
};

/** Pause the main thread; gives the call frames, or none when it could not be reached. */
async function pauseMain() {
  const paused = new Promise((resolve) => {
    openSession().once('Debugger.paused', ({ params }) => resolve(params.callFrames));
  });
  await post('Debugger.enable');
  await post('Debugger.pause');
  // An idle main thread has no statement to pause at: give it one.
  post('Runtime.evaluate', { expression: '0' }).catch(() => {});
  return Promise.race([paused, later(PAUSE_WAIT_MS).then(() => [])]);
}

/** Pause the main thread, but not in the middle of an event line. */
async function pauseBetweenLines() {
  const deadline = performance.now() + LINE_END_WAIT_MS;
  for (;;) {
    const frames = await pauseMain();
    if (!memory.isWriting || performance.now() > deadline) return frames;
    await post('Debugger.resume').catch(() => {});
    await later(2);
  }
}

async function positionOf(frames) {
  const frame = frames.find(
    ({ url, location }) => (url || scripts.get(location.scriptId)) === run?.url,
  );
  if (!frame) return { at: operationPosition() };
  const { lineNumber, columnNumber } = frame.location;
  const at = await callMain('toSource', lineNumber + 1, columnNumber + 1);
  return { at: at ?? operationPosition(), function: frame.functionName || null };
}

function operationPosition() {
  const range = run?.operations?.[memory.operation]?.range;
  return range ? { line: range.line, column: range.column, is_operation: true } : null;
}

// ---------------------------------------------------------------- the end of a run

const seconds = (ms) => `${Math.round(ms / 100) / 10} s`;

function errorOf(reason, at) {
  const place = at ? ` It was in line ${at.line}.` : '';
  const limits = run?.limits ?? {};
  const texts = {
    timeout: {
      name: 'Timeout',
      message: `The job ran longer than ${seconds(limits.timeout_ms)} and was stopped.${place}`,
      fix: 'Make it do less at once, or give it a longer time limit.',
    },
    memory: {
      name: 'OutOfMemory',
      message: `The job needed more than ${limits.memory_mb} MB of memory and was stopped.${place}`,
      fix: 'Process fewer records at once, or give it more memory.',
    },
    stopped: { name: 'Stopped', message: `The run was stopped.${place}` },
  };
  return { ...texts[reason], source: 'job', severity: 'kill' };
}

/** End the run and the process, and say where the job was; `frames` when it is paused already. */
async function halt(reason, frames = null) {
  if (isHalting) return;
  isHalting = true;
  clearInterval(watch);
  const rssMb = memory.notePeak();
  let place = { at: operationPosition() };
  try {
    place = await positionOf(frames ?? (await pauseBetweenLines()));
  } catch {
    // The main thread cannot be asked; the operation is what we know.
  }
  report(reason, place, rssMb);
  await leave(EXIT_CODES[reason]);
}

function report(reason, place, rssMb) {
  const ms = run ? Math.round((Date.now() - run.startedAt) * 100) / 100 : 0;
  const operation = memory.operation;
  emit({ type: 'halted', ms, reason, ...place, operation, rss_mb: rssMb });
  emit({
    type: 'finished',
    ms,
    exit_code: EXIT_CODES[reason],
    error: { ...errorOf(reason, place.at), at: place.at, operation },
    peak_mb: memory.peakMb,
    took_ms: ms,
  });
}

async function leave(code) {
  await Promise.race([callMain('exit', code).catch(() => {}), later(EXIT_WAIT_MS)]);
  process.kill(process.pid, 'SIGKILL');
}

// ---------------------------------------------------------------- limits

function spentMs() {
  const current = run.isPaused ? 0 : performance.now() - run.since;
  return run.spentMs + current;
}

const growth = () => process.memoryUsage.rss() - baseRss;

async function checkMemory() {
  memory.notePeak();
  if (run.limits.memory_mb === null || isSweeping) return;
  const limit = run.limits.memory_mb * MIB;
  if (growth() <= limit) return;
  isSweeping = true;
  const frames = await pauseBetweenLines().catch(() => []);
  await sweep(limit);
  isSweeping = false;
  if (growth() > limit * WORTH_IT) await halt('memory', frames);
  else await letGo();
}

/** Much of what a process holds may be rubbish V8 has not swept yet: have it swept meanwhile. */
async function sweep(limit) {
  const swept = callMain('sweep').catch(() => {});
  await Promise.race([swept, later(SWEEP_WAIT_MS)]);
  for (let wait = 0; growth() > limit * WORTH_IT && wait < RETURN_WAIT_MS; wait += POLL_MS) {
    await later(POLL_MS); // V8 gives freed pages back in the background
  }
}

async function letGo() {
  await post('Debugger.resume').catch(() => {});
  await post('Debugger.disable').catch(() => {});
}

async function checkLimits() {
  if (run === null || isHalting || isSweeping) return;
  const { timeout_ms: timeoutMs } = run.limits;
  if (timeoutMs !== null && spentMs() > timeoutMs) await halt('timeout');
  else await checkMemory();
}

const watch = setInterval(checkLimits, POLL_MS);

// ---------------------------------------------------------------- what the main thread tells us

const NOTICES = {
  ready() {
    baseRss = process.memoryUsage.rss();
  },
  begin({ url, limits, startedAt }) {
    run = { url, limits, startedAt, operations: [], spentMs: 0, since: 0, isPaused: false };
    run.since = performance.now() - Math.max(0, Date.now() - startedAt);
  },
  compiled({ operations }) {
    if (run) run.operations = operations;
  },
  pause() {
    if (!run || run.isPaused) return;
    run.spentMs = spentMs();
    run.isPaused = true;
  },
  resume() {
    if (!run?.isPaused) return;
    run.isPaused = false;
    run.since = performance.now();
  },
  end() {
    run = null;
  },
};

parentPort.on('message', (notice) => NOTICES[notice.type](notice));

// ---------------------------------------------------------------- commands

/** Only `stop` is ours, and it is short; anything else is the main thread's, unread. */
function isStop(line) {
  if (line.length > SMALL_LINE) return false;
  try {
    return JSON.parse(line)?.type === 'stop';
  } catch {
    return false;
  }
}

function onLine(line) {
  if (line.trim() === '') return;
  if (isStop(line)) halt('stopped');
  else parentPort.postMessage(line);
}

let pieces = [];

function onChunk(chunk) {
  const lines = chunk.split('\n');
  pieces.push(lines[0]);
  for (const next of lines.slice(1)) {
    const line = pieces.join('');
    pieces = [next];
    onLine(line);
  }
}

// A socket, not a file stream: a thread blocked in read() would keep the process from exiting.
const input = new net.Socket({ fd: 0, readable: true, writable: false });
input.setEncoding('utf8');
input.on('data', onChunk);
input.on('error', () => process.kill(process.pid, 'SIGKILL'));
// The parent is gone: nobody will ever read what we find out.
input.on('end', () => {
  if (!isHalting) process.kill(process.pid, 'SIGKILL');
});
