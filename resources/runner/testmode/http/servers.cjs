'use strict';

/** The servers inside this process: HTTP/1 and HTTP/2, given connections and never listening. */

const http = require('node:http');

const { connectionOf } = require('../target.cjs');
const { takeCaller } = require('./callers.cjs');

const MAX_HEADERS_BYTES = 1 << 20;

/**
 * @param {object} options
 * @param {(req, res) => void} options.onRequest
 * @param {(side, connection, what: string) => void} options.refuse
 * @param {(side, connection) => void} options.meet looks at a connection's first bytes
 */
function makeServers({ onRequest, refuse, meet }) {
  let http2 = null;
  return {
    http1: makeHttp1({ onRequest, refuse, meet }),
    /** Few jobs need it, and every run would wait for its module. */
    get http2() {
      http2 ??= makeHttp2({ onRequest, refuse });
      return http2;
    },
  };
}

function makeHttp1({ onRequest, refuse, meet }) {
  const server = http.createServer(
    {
      keepAliveTimeout: 0,
      requestTimeout: 0,
      headersTimeout: 0,
      maxHeaderSize: MAX_HEADERS_BYTES,
      requireHostHeader: false,
      shouldUpgradeCallback: isWebSocket,
    },
    onRequest,
  );
  server.setTimeout(0);
  server.on('connect', (request, side, head) => openTunnel(request, side, head, meet));
  server.on('upgrade', (request, side) => {
    const connection = connectionOf(side);
    refuse(side, connection, webSocketSentence(request, connection));
  });
  server.on('clientError', (error, side) => onClientError(error, side, refuse));
  return server;
}

const isWebSocket = (request) => /\bwebsocket\b/i.test(request.headers.upgrade ?? '');

function webSocketSentence(request, connection) {
  const host = request.headers.host ?? connection.label;
  const scheme = connection.isTls ? 'wss' : 'ws';
  return `A WebSocket connection to ${scheme}://${host}${request.url} was stopped.`;
}

/** A proxy was asked to connect on: say yes, and look at what goes through. */
function openTunnel(request, side, head, meet) {
  const connection = connectionOf(side);
  takeCaller(connection, 'CONNECT', request.url);
  connection.target = tunnelTarget(request.url);
  connection.isTls = false; // the job says so itself when it starts TLS inside
  side.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  if (head.length > 0) side.unshift(head);
  meet(side, connection);
}

function tunnelTarget(authority) {
  const colon = authority.lastIndexOf(':');
  const host = authority.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  return { host, port: Number(authority.slice(colon + 1)) };
}

function onClientError(error, side, refuse) {
  const connection = connectionOf(side);
  if (!connection || !/^HPE_/.test(error.code ?? '')) {
    side.destroy();
    return;
  }
  const reason = error.reason ?? error.code;
  const what = `${connection.description} was stopped: it is not valid HTTP (${reason}).`;
  refuse(side, connection, what);
}

function makeHttp2({ onRequest, refuse }) {
  const http2 = require('node:http2');
  const server = http2.createServer({ settings: { enableConnectProtocol: true } }, onRequest);
  server.setTimeout(0);
  server.on('sessionError', () => {});
  server.on('connect', (request) => {
    const connection = connectionOf(request.stream.session.socket);
    const what = `A tunnel over HTTP/2 to ${request.headers[':authority']} was stopped.`;
    refuse(request.stream.session, connection, what);
  });
  return server;
}

module.exports = { makeServers };
