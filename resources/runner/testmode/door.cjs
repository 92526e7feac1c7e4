'use strict';

/**
 * The one door out of the process: `net.Socket.prototype.connect`.
 * Whatever a job wants to reach, its socket is connected to a pipe that ends in this process.
 * The handles are real, so that node:http, HTTP/2 and undici's parser work on them as ever.
 */

const net = require('node:net');

const { replace } = require('./hooks.cjs');
const { addressOf, nameOf } = require('./names.cjs');
const { Connection, kConnection } = require('./target.cjs');

/**
 * Replace the door.
 * @param {import('./pipes.cjs').Pipes} pipes
 * @param {(side: import('node:net').Socket, connection: Connection) => void} meet
 *   is given the process's own end of each connection
 */
function installDoor(pipes, meet) {
  const realConnect = replace(net.Socket.prototype, 'connect', connect);

  function connect(...args) {
    const [options, callback] = connectArguments(args);
    const connection = new Connection(targetOf(options), this);
    this[kConnection] = connection;
    disguise(this, connection.target);
    const pipe = pipes.listen(
      (side) => meet(side, connection),
      (error) => this.destroy(error),
    );
    this.once('close', pipe.close);
    return realConnect.call(this, { path: pipe.name }, callback);
  }
}

/**
 * Return `[options, callback]` for every way `connect` may be called: with options, with a port
 * and a host, with a path, or with the pair itself, as Node's own modules do.
 */
function connectArguments(args) {
  if (Array.isArray(args[0])) return args[0];
  const last = args.at(-1);
  const callback = typeof last === 'function' ? last : null;
  const [first, second] = args;
  if (typeof first === 'object' && first !== null) return [first, callback];
  if (typeof first === 'string' && !(Number(first) >= 0)) return [{ path: first }, callback];
  return [{ port: first, host: typeof second === 'string' ? second : undefined }, callback];
}

function targetOf({ path, host, port }) {
  if (path) return { path: String(path) };
  const number = typeof port === 'string' && port.trim() === '' ? NaN : Number(port);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) {
    const problem = new RangeError(`Port should be >= 0 and < 65536. Received ${String(port)}.`);
    throw Object.assign(problem, { code: 'ERR_SOCKET_BAD_PORT' });
  }
  return { host: nameOf(host) ?? (host || 'localhost'), port: number };
}

/** Let the socket look like one that reached its target. */
function disguise(socket, target) {
  if (target.path !== undefined) return;
  const { address, family } = addressOf(target.host, 4);
  const look = {
    remoteAddress: address,
    remoteFamily: `IPv${family}`,
    remotePort: target.port,
    localAddress: '127.0.0.1',
    localPort: 49_152,
  };
  for (const [name, value] of Object.entries(look)) {
    Object.defineProperty(socket, name, { value, configurable: true, writable: true });
  }
}

module.exports = { installDoor, connectArguments };
