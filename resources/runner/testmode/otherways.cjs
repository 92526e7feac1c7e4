'use strict';

/** Every way out of the process that is not a socket's connect or a name look-up: all stopped. */

const childProcess = require('node:child_process');
const crypto = require('node:crypto');
const dgram = require('node:dgram');
const inspector = require('node:inspector');
const inspectorPromises = require('node:inspector/promises');
const module_ = require('node:module');
const net = require('node:net');
const workerThreads = require('node:worker_threads');

const { replace, replaceIfThere } = require('./hooks.cjs');

/** `stop(what, details)` reports and returns the error. */
function installOtherWays(stop) {
  stopListening(stop);
  stopUdp(stop);
  stopPrograms(stop);
  stopThreads(stop);
  stopNativeCode(stop);
  stopInspector(stop);
  keepReportOffline();
}

const thrower = (stop, what, details) =>
  function stopped() {
    throw stop(what, details);
  };

/** Return a class that can be extended and named, but never made. */
const uncreatable = (stop, name, what, details) =>
  ({
    [name]: class {
      constructor() {
        throw stop(what, details);
      }
    },
  })[name];

function stopListening(stop) {
  const details = { kind: 'listen' };
  replace(net.Server.prototype, 'listen', function listen(...args) {
    const error = stop(`Listening on ${placeOf(args)} was stopped.`, details);
    process.nextTick(() => this.emit('error', error));
    return this;
  });
  const what = 'Making a listening socket was stopped.';
  replaceIfThere(net, '_createServerHandle', thrower(stop, what, details));
  replaceIfThere(net, 'BoundSocket', uncreatable(stop, 'BoundSocket', what, details));
}

function placeOf([first, second]) {
  if (typeof first === 'function' || first === undefined || first === null) return 'a port';
  if (typeof first !== 'object') {
    return Number(first) >= 0 ? `port ${first}` : `the local socket ${first}`;
  }
  if (first.path) return `the local socket ${first.path}`;
  return first.port === undefined ? 'a socket' : `port ${first.port}`;
}

/** What a UDP socket may still be asked; none of it makes the system's socket. */
const HARMLESS_UDP = new Set([
  'constructor', 'close', 'address', 'remoteAddress', 'ref', 'unref', 'disconnect',
  'getSendQueueSize', 'getSendQueueCount', '_healthCheck', '_stopReceiving',
]);

function stopUdp(stop) {
  const socket = dgram.Socket.prototype;
  for (const name of Object.getOwnPropertyNames(socket)) {
    const { value } = Object.getOwnPropertyDescriptor(socket, name);
    if (typeof value !== 'function' || HARMLESS_UDP.has(name)) continue;
    replace(socket, name, stoppedUdp(name, stop));
  }
  const what = 'Making a UDP socket was stopped.';
  replaceIfThere(dgram, '_createSocketHandle', thrower(stop, what, { kind: 'udp' }));
}

/** `send` tells its callback; `bind` and `connect` emit; everything else throws. */
function stoppedUdp(name, stop) {
  return function udp(...args) {
    const place = udpPlace(name, args);
    const where = place.port === undefined ? '' : ` to ${place.host ?? 'localhost'}:${place.port}`;
    const error = stop(`A UDP socket (${name}${where}) was stopped.`, { kind: 'udp', ...place });
    const callback = args.at(-1);
    if (name === 'send' && typeof callback === 'function') process.nextTick(callback, error);
    else if (['send', 'bind', 'connect'].includes(name)) {
      process.nextTick(() => this.emit('error', error));
    } else throw error;
    return this;
  };
}

/** Where a socket wanted to go: `send(data, [offset, length,] port, host)`, `bind(port, host)`. */
function udpPlace(name, args) {
  if (!['send', 'bind', 'connect'].includes(name)) return {};
  const places = name === 'send' ? args.slice(1) : args;
  const host = places.find((value) => typeof value === 'string');
  const port = places.filter(Number.isInteger).at(-1);
  return { ...(host !== undefined && { host }), ...(port !== undefined && { port }) };
}

const brief = (program) => {
  const text = String(program);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};

const STARTERS = ['spawn', 'exec', 'execFile', 'fork', 'spawnSync', 'execSync', 'execFileSync'];

function stopPrograms(stop) {
  const details = { kind: 'process' };
  for (const name of STARTERS) {
    replace(childProcess, name, function start(program) {
      const what = `Starting another program (${name} ${brief(program)}) was stopped.`;
      throw stop(what, details);
    });
  }
  const what = 'Starting another program was stopped.';
  replace(childProcess.ChildProcess.prototype, 'spawn', thrower(stop, what, details));
  replaceIfThere(childProcess, '_forkChild', thrower(stop, what, details));
  replaceIfThere(process, 'execve', thrower(stop, what, details));
}

function stopThreads(stop) {
  const what = 'Starting a worker thread was stopped.';
  replace(workerThreads, 'Worker', uncreatable(stop, 'Worker', what, { kind: 'thread' }));
  const loader = 'Loading modules through another thread (module.register) was stopped.';
  replaceIfThere(module_, 'register', thrower(stop, loader, { kind: 'loader' }));
}

/** Bindings that hold no socket, no process and no resolver. */
const HARMLESS_BINDINGS = new Set([
  'async_wrap', 'buffer', 'config', 'constants', 'contextify', 'crypto', 'fs', 'http_parser', 'icu',
  'natives', 'os', 'uv', 'url', 'util', 'v8', 'zlib',
]);

function stopNativeCode(stop) {
  const realBinding = replace(process, 'binding', function binding(name) {
    if (HARMLESS_BINDINGS.has(name)) return realBinding.call(process, name);
    throw stop(`process.binding('${String(name)}') was stopped.`, { kind: 'binding' });
  });
  const linked = 'process._linkedBinding() was stopped.';
  replaceIfThere(process, '_linkedBinding', thrower(stop, linked, { kind: 'binding' }));
  replace(process, 'dlopen', function dlopen(_module, file) {
    throw stop(`Loading a native add-on (${String(file)}) was stopped.`, { kind: 'addon' });
  });
  const engine = 'Loading an OpenSSL engine was stopped.';
  replaceIfThere(crypto, 'setEngine', thrower(stop, engine, { kind: 'addon' }));
}

function stopInspector(stop) {
  const what = 'Opening a debugger port was stopped.';
  for (const owner of [inspector, inspectorPromises]) {
    replace(owner, 'open', thrower(stop, what, { kind: 'listen' }));
  }
  replaceIfThere(process, '_debugProcess', thrower(stop, what, { kind: 'listen' }));
}

/** A diagnostic report would look up the names of its sockets' addresses. */
function keepReportOffline() {
  if (!process.report) return;
  process.report.excludeNetwork = true;
}

module.exports = { installOtherWays };
