'use strict';

/** Listeners on local pipes, one a connection: abstract on Linux, named on Windows, else files. */

const crypto = require('node:crypto');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const realListen = net.Server.prototype.listen;

/** Pipes of this process; their names cannot be guessed from outside it. */
class Pipes {
  #secret = crypto.randomBytes(12).toString('hex');
  #count = 0;
  #folder = null;
  #open = new Set();

  /**
   * Listen for exactly one connection.
   * @param {(side: import('node:net').Socket) => void} onConnection gets this process's own end
   * @param {(error: Error) => void} onError when the pipe cannot be made
   * @returns {{name: string, close: () => void}} the path to connect to
   */
  listen(onConnection, onError) {
    const name = this.#nextName();
    const server = net.createServer({ allowHalfOpen: true });
    const close = () => {
      this.#open.delete(server);
      if (server.listening) server.close();
    };
    server.once('connection', (side) => {
      close();
      onConnection(side);
    });
    server.on('error', onError);
    realListen.call(server, name); // binds and listens before it returns
    server.unref();
    this.#open.add(server);
    return { name, close };
  }

  /** Close what still listens and remove what was put on disk. */
  close() {
    for (const server of this.#open) server.close();
    this.#open.clear();
    if (this.#folder) fs.rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = null;
  }

  #nextName() {
    this.#count += 1;
    const name = `openfn-${this.#secret}-${this.#count}`;
    if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
    if (process.platform === 'linux') return `\0${name}`;
    this.#folder ??= fs.mkdtempSync(path.join(os.tmpdir(), 'openfn-'));
    return path.join(this.#folder, String(this.#count));
  }
}

module.exports = { Pipes };
