'use strict';

/**
 * `tls.connect` without TLS: the socket goes through the same door, says that it is secure, and
 * needs no handshake and no certificate. What a client asks of a TLS socket is answered.
 */

const net = require('node:net');
const tls = require('node:tls');

const { connectArguments } = require('./door.cjs');
const { replace } = require('./hooks.cjs');
const { kConnection, connectionOf } = require('./target.cjs');

/** Replace `tls.connect`; `stop` makes the error for what cannot be pretended. */
function installFakeTls(stop) {
  const FakeTlsSocket = makeSocketClass();
  replace(tls, 'connect', connect);

  function connect(...args) {
    const [options, callback] = tlsArguments(args);
    checkCredentials(options);
    const { host, port, path } = options;
    const socket = options.socket
      ? secureOver(options.socket, options)
      : secureTo({ host: host || 'localhost', port, path }, options);
    if (callback) socket.once('secureConnect', callback);
    return socket;
  }

  function secureTo(target, options) {
    const socket = new FakeTlsSocket(options);
    if (options.timeout) socket.setTimeout(options.timeout);
    socket.connect(target);
    connectionOf(socket).isTls = true;
    if (options.servername) setHost(connectionOf(socket), options.servername);
    socket.once('connect', () => process.nextTick(becomeSecure, socket, options));
    return socket;
  }

  function secureOver(under, options) {
    const connection = connectionOf(under);
    if (!connection || !under._handle) {
      throw stop('TLS over a stream of the job\'s own was stopped.', { kind: 'tls' });
    }
    if (under.connecting) return insteadOf(under, connection, options);
    return takeOver(under, connection, options);
  }

  /** Nothing was sent yet: open a connection of its own to the same place. */
  function insteadOf(under, connection, options) {
    connection.isAbandoned = true;
    const socket = secureTo(connection.target, options);
    closeTogether(socket, under);
    return socket;
  }

  /** A proxy was spoken to before: go on with the very same pipe. */
  function takeOver(under, connection, options) {
    const handle = under._handle;
    under._handle = null;
    under.removeAllListeners('data');
    const socket = new FakeTlsSocket(options, handle);
    socket[kConnection] = connection;
    connection.client = socket;
    connection.isTls = true;
    closeTogether(socket, under);
    socket.connecting = false;
    process.nextTick(becomeSecure, socket, options);
    if (!options.onread) socket.read(0);
    return socket;
  }

  return FakeTlsSocket;
}

/** Return `[options, callback]` for each way `tls.connect` may be called. */
function tlsArguments(args) {
  const [target, callback] = connectArguments(args);
  const more = args.slice(1, 3).find((value) => value !== null && typeof value === 'object');
  const options = { ...target, ...more };
  const named = options.servername || (options.host && !net.isIP(options.host) ? options.host : '');
  return [{ ...options, servername: named }, callback];
}

/** A client certificate that cannot be read fails here, as it would in life. */
function checkCredentials(options) {
  if (options.secureContext || !(options.key || options.cert || options.pfx)) return;
  tls.createSecureContext(options);
}

/** A client that resolved the name itself connects to an address: the name says more. */
function setHost(connection, servername) {
  const { target } = connection;
  if (target.host !== undefined && net.isIP(target.host)) target.host = servername;
}

function closeTogether(socket, under) {
  socket.once('close', () => under.destroy());
  under.once('close', () => socket.destroy());
}

function becomeSecure(socket, options) {
  if (socket.destroyed) return;
  socket.secureConnecting = false;
  socket.alpnProtocol = chooseProtocol(options.ALPNProtocols);
  socket.emit('secure');
  socket.emit('secureConnect');
}

/** Answer ALPN: HTTP/1.1 when offered, else HTTP/2, else the client's first. */
function chooseProtocol(offered) {
  const names = Array.isArray(offered) ? offered.map(String) : protocolNames(offered);
  if (names.includes('http/1.1')) return 'http/1.1';
  if (names.includes('h2')) return 'h2';
  return names[0] ?? false;
}

/** Read ALPN's wire form: each name behind a byte with its length. */
function protocolNames(wire) {
  const names = [];
  if (!wire?.length) return names;
  const bytes = Buffer.from(wire.buffer ?? wire, wire.byteOffset, wire.byteLength);
  for (let start = 0; start < bytes.length; start += bytes[start] + 1) {
    names.push(bytes.toString('latin1', start + 1, start + 1 + bytes[start]));
  }
  return names;
}

const CIPHER = {
  name: 'TLS_AES_256_GCM_SHA384',
  standardName: 'TLS_AES_256_GCM_SHA384',
  version: 'TLSv1.3',
};

const certificateFor = (host) => ({
  subject: { CN: host },
  issuer: { CN: 'OpenFn Studio test mode' },
  subjectaltname: `DNS:${host}`,
  valid_from: 'Jan  1 00:00:00 2000 GMT',
  valid_to: 'Jan  1 00:00:00 2100 GMT',
  fingerprint: '00',
  fingerprint256: '00',
  serialNumber: '00',
  raw: Buffer.alloc(0),
});

/** What a client may ask of a TLS socket. */
const ANSWERS = {
  getPeerCertificate() {
    return certificateFor(this.servername);
  },
  getCertificate: () => ({}),
  getCipher: () => CIPHER,
  getProtocol: () => 'TLSv1.3',
  getSession: () => undefined,
  isSessionReused: () => false,
  setServername(name) {
    this.servername = name;
  },
  setMaxSendFragment: () => true,
  renegotiate(_options, callback) {
    if (callback) process.nextTick(callback, null);
    return true;
  },
  getEphemeralKeyInfo: () => ({}),
  getSharedSigalgs: () => [],
};

/**
 * Return a class whose instances are `tls.TLSSocket`s to everyone who asks, and plain sockets
 * underneath: none of TLSSocket's own methods may run, for they need a native TLS handle.
 */
function makeSocketClass() {
  function FakeTlsSocket(options, handle) {
    const { allowHalfOpen, signal, onread } = options;
    net.Socket.call(this, { allowHalfOpen, signal, onread, handle });
    Object.assign(this, {
      encrypted: true,
      authorized: true,
      authorizationError: null,
      secureConnecting: true,
      servername: options.servername || false,
      alpnProtocol: false,
      _tlsOptions: options,
      ssl: {},
    });
  }
  const real = tls.TLSSocket.prototype;
  FakeTlsSocket.prototype = Object.create(real, { constructor: { value: tls.TLSSocket } });
  for (const name of Object.getOwnPropertyNames(real)) {
    const { value } = Object.getOwnPropertyDescriptor(real, name);
    if (name === 'constructor' || typeof value !== 'function') continue;
    const inherited = net.Socket.prototype[name];
    FakeTlsSocket.prototype[name] = inherited ?? (() => undefined);
  }
  Object.assign(FakeTlsSocket.prototype, ANSWERS);
  return FakeTlsSocket;
}

module.exports = { installFakeTls, chooseProtocol };
