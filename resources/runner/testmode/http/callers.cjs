'use strict';

/**
 * Who made a request: operation and line are noted at the moment a client makes it, and found again
 * when the request arrives on its connection. Node's diagnostics channels give the moment; every
 * copy of undici publishes there, too.
 */

const diagnostics = require('node:diagnostics_channel');

const { connectionOf } = require('../target.cjs');

/**
 * Note the callers of all requests from now on.
 * @param {() => object} where returns `{operation, at}` of this moment
 */
function noteCallers(where) {
  diagnostics.subscribe('http.client.request.created', ({ request }) => {
    const caller = { method: request.method, path: request.path, where: where() };
    request.once('socket', (socket) => connectionOf(socket)?.callers.push(caller));
  });
  noteUndici(where);
  noteHttp2(where);
}

function noteUndici(where) {
  const made = new WeakMap();
  diagnostics.subscribe('undici:request:create', ({ request }) => made.set(request, where()));
  diagnostics.subscribe('undici:client:connected', ({ socket }) => {
    const connection = connectionOf(socket);
    if (connection) connection.isUndici = true;
  });
  diagnostics.subscribe('undici:client:sendHeaders', ({ request, socket }) => {
    const { method, path } = request;
    connectionOf(socket)?.callers.push({ method, path, where: made.get(request) ?? where() });
  });
}

function noteHttp2(where) {
  diagnostics.subscribe('http2.client.stream.created', ({ stream, headers }) => {
    const connection = stream.session?.destroyed ? undefined : connectionOf(stream.session?.socket);
    if (!connection || connection.isUndici) return; // undici has told already
    const method = headers[':method'] ?? 'GET';
    connection.callers.push({ method, path: headers[':path'] ?? '/', where: where() });
  });
}

/** Return the `where` of the request that arrived, and forget it; undefined when none was noted. */
function takeCaller(connection, method, path) {
  const { callers } = connection;
  const index = callers.findIndex((caller) => caller.method === method && caller.path === path);
  return callers.splice(Math.max(index, 0), 1)[0]?.where;
}

module.exports = { noteCallers, takeCaller };
