// Ways out of the process that Node itself has, besides HTTP. Each case throws the error it met.

import childProcess from 'node:child_process';
import cluster from 'node:cluster';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import http from 'node:http';
import inspector from 'node:inspector';
import module from 'node:module';
import net from 'node:net';
import { Duplex } from 'node:stream';
import tls from 'node:tls';
import util from 'node:util';
import { Worker } from 'node:worker_threads';

const HOST = 'db.example.org';

/** Wait for the error of an emitter; a case that meets none goes on for too long and fails. */
async function failure(emitter) {
  const [error] = await once(emitter, 'error');
  throw error;
}

const writing = (socket, data) => {
  socket.write(data);
  return failure(socket);
};

/** kind of the `blocked` event -> name -> what to try. */
export const kinds = {
  tcp: {
    'socket that waits': () => failure(net.connect(9999, HOST)),
    'socket that waits on a known port': () => failure(net.connect(5432, HOST)),
    'socket that speaks': () => writing(net.connect(9999, HOST), 'HELLO'),
    'socket that speaks bytes': () => writing(net.connect(9999, HOST), Buffer.from([0, 1, 2])),
    'socket that speaks bad HTTP': () => writing(net.connect(80, HOST), 'GET nonsense\r\n\r\n'),
    'socket of its own class': () => failure(new (class extends net.Socket {})().connect(22, HOST)),
    'socket through its prototype': () =>
      failure(net.Socket.prototype.connect.call(new net.Socket(), { host: HOST, port: 25 })),
    'tls made by hand': async () => {
      const under = net.connect(9999, HOST);
      new tls.TLSSocket(under).on('error', () => {});
      under.write(Buffer.from([0x16, 3, 1]));
      return failure(under);
    },
  },
  tls: {
    'tls that waits': () => failure(tls.connect(993, HOST)),
    'tls that speaks': () => writing(tls.connect(9999, HOST), 'HELLO'),
    'tls over a stream of its own': () =>
      tls.connect({ socket: new Duplex({ read() {}, write() {} }) }),
    'websocket of Node': async () => {
      const socket = new WebSocket('wss://example.org/live');
      await new Promise((resolve) => socket.addEventListener('error', resolve));
      throw new Error('In test mode only HTTP: a WebSocket says no more');
    },
  },
  unix: { 'local socket': () => writing(net.connect('/var/run/other.sock'), 'HELLO') },
  udp: {
    'udp send': () =>
      new Promise((_resolve, reject) => {
        dgram.createSocket('udp4').send('hello', 53, '192.0.2.53', reject);
      }),
    'udp bind': () => failure(dgram.createSocket('udp4').bind(5000)),
    'udp connect': () => failure(dgram.createSocket('udp6').connect(53, '2001:db8::1')),
    'udp membership': () => dgram.createSocket('udp4').addMembership('224.0.0.1'),
    'udp bind at once': () => dgram.createSocket('udp4').bindSync(),
    'udp handle': () => dgram._createSocketHandle('127.0.0.1', 0, 'udp4'),
  },
  dns: {
    'dns mx': () => dns.promises.resolveMx('example.org'),
    'dns txt by callback': () => util.promisify(dns.resolveTxt)('example.org'),
    'dns any': () => dns.promises.resolve('example.org', 'ANY'),
    'dns srv of a resolver': () => new dns.promises.Resolver().resolveSrv('_http._tcp.example.org'),
    'dns soa of a resolver by callback': () => {
      const resolver = new dns.Resolver();
      return util.promisify(resolver.resolveSoa.bind(resolver))('example.org');
    },
    'dns reverse': () => dns.promises.reverse('192.0.2.1'),
    'dns lookup of a service': () => dns.promises.lookupService('192.0.2.1', 80),
  },
  process: {
    'spawn': () => childProcess.spawn('curl', ['http://example.org']),
    'spawn at once': () => childProcess.spawnSync('curl', ['http://example.org']),
    'exec': () => childProcess.exec('curl http://example.org'),
    'exec at once': () => childProcess.execSync('curl http://example.org'),
    'exec as a promise': () => util.promisify(childProcess.exec)('curl http://example.org'),
    'execFile': () => childProcess.execFile('curl', ['http://example.org']),
    'execFile at once': () => childProcess.execFileSync('curl', ['http://example.org']),
    'fork': () => childProcess.fork('other.js'),
    'child process by hand': () => new childProcess.ChildProcess().spawn({ file: 'curl' }),
    'execve': () => process.execve(process.execPath, [process.execPath, '-e', '1'], {}),
    'cluster': () => cluster.fork(),
  },
  thread: {
    'worker thread': () => new Worker('fetch("http://example.org")', { eval: true }),
    'worker of its own class': () => new (class extends Worker {})('1', { eval: true }),
  },
  loader: { 'module.register': () => module.register('data:text/javascript,') },
  binding: {
    'process.binding': () => process.binding('tcp_wrap'),
    'process.binding of names': () => process.binding('cares_wrap'),
    'linked binding': () => process._linkedBinding('tcp_wrap'),
  },
  addon: {
    'dlopen': () => process.dlopen({ exports: {} }, '/tmp/none.node'),
    'add-on by require': () => module._extensions['.node']({ exports: {} }, '/tmp/none.node'),
  },
  listen: {
    'listen': () => failure(net.createServer().listen(8080)),
    'listen of http': () => failure(http.createServer().listen(0, '127.0.0.1')),
    'listening handle': () => net._createServerHandle('127.0.0.1', 0, 4),
    'bound socket': () => new net.BoundSocket('127.0.0.1', 0),
    'inspector': () => inspector.open(0),
    'inspector by signal': () => process._debugProcess(process.pid),
  },
};

export const cases = Object.assign({}, ...Object.values(kinds));
