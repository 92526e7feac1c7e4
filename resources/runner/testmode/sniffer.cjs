'use strict';

/**
 * Looks at the first bytes a job sends on a connection: HTTP/1 and HTTP/2 are answered, all else is
 * stopped with a clear error on the job's own socket.
 */

const http = require('node:http');

const { kConnection } = require('./target.cjs');

const HTTP2_PREFACE = 'PRI * HTTP/2.0';
const TLS_HANDSHAKE = 0x16;
/** How long a connection may stay silent: then it is one where the server speaks first. */
const PATIENCE_MS = 1500;
const PATIENCE_KNOWN_MS = 100;

/**
 * @param {{http1: import('node:http').Server, http2: import('node:http2').Http2Server}} servers
 * @param {(side, connection, what: string) => void} refuse
 * @returns {(side: import('node:net').Socket, connection) => void} hands a connection on
 */
function makeSniffer(servers, refuse) {
  return function meet(side, connection) {
    side[kConnection] = connection;
    side.unref(); // only the job's end keeps the process alive
    side.on('error', () => {});
    waitForFirstBytes(side, connection, {
      onBytes: (head) => receive(side, connection, head),
      onSilence: () =>
        refuse(side, connection, `${connection.description} was stopped${silence(connection)}.`),
    });
  };

  function receive(side, connection, head) {
    const protocol = protocolOf(head);
    if (protocol === 'unfinished') return false;
    if (protocol === 'other') {
      refuse(side, connection, `${connection.description} was stopped${oddity(head)}.`);
      return true;
    }
    side.unshift(head);
    servers[protocol].emit('connection', side);
    return true;
  }
}

const silence = (connection) =>
  connection.isKnownProtocol ? '' : ', because it waits for the server to speak first';

const oddity = (head) => (head[0] === TLS_HANDSHAKE ? ' (TLS spoken by the job itself)' : '');

/** Return http1, http2, other, or unfinished when more bytes are needed to tell. */
function protocolOf(head) {
  const text = head.toString('latin1', 0, 32);
  if (text.startsWith(HTTP2_PREFACE)) return 'http2';
  const space = text.indexOf(' ');
  if (space > 0 && http.METHODS.includes(text.slice(0, space))) return 'http1';
  const beginnings = [HTTP2_PREFACE, ...http.METHODS.map((method) => `${method} `)];
  return beginnings.some((beginning) => beginning.startsWith(text)) ? 'unfinished' : 'other';
}

function waitForFirstBytes(side, connection, { onBytes, onSilence }) {
  let head = Buffer.alloc(0);
  const timer = setTimeout(
    () => setImmediate(giveUp), // bytes that arrived while the job kept the process busy come first
    connection.isKnownProtocol ? PATIENCE_KNOWN_MS : PATIENCE_MS,
  ).unref();
  const done = () => {
    clearTimeout(timer);
    side.off('readable', look);
    side.off('close', done);
  };
  side.on('readable', look);
  side.once('close', done);

  function look() {
    const chunk = side.read();
    if (chunk === null) {
      if (side.readableEnded) side.destroy();
      return;
    }
    head = Buffer.concat([head, chunk]);
    side.off('readable', look); // whoever takes the connection over reads it alone
    if (onBytes(head)) done();
    else side.on('readable', look);
  }

  function giveUp() {
    const isHttpClient = connection.callers.length > 0;
    if (side.destroyed || side.listenerCount('readable') === 0 || isHttpClient) return;
    if (connection.isAbandoned) return;
    done();
    onSilence();
  }
}

module.exports = { makeSniffer, protocolOf };
