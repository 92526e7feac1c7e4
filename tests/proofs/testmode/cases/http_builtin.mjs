// HTTP made with what Node itself brings. Each case returns the status it got, or a list of them.

import dns from 'node:dns';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { Readable } from 'node:stream';
import tls from 'node:tls';
import zlib from 'node:zlib';

const MEGABYTE = 1 << 20;

/** Send with node:http or node:https and read the answer to its end. */
export function send(url, options = {}, body = undefined) {
  const { request } = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const made = request(url, options, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    made.on('error', reject);
    made.end(body);
  });
}

async function sendOverHttp2(url, options) {
  const { origin, pathname } = new URL(url);
  const session = http2.connect(origin, options);
  session.on('error', () => {});
  const stream = session.request({ ':path': pathname, ':method': 'POST' });
  stream.end('{"a":1}');
  const [headers] = await once(stream, 'response');
  for await (const _chunk of stream);
  session.close();
  return headers[':status'];
}

/** Speak HTTP by hand and return the status of the answer. */
async function speak(socket, target) {
  socket.write(`GET ${new URL(target).pathname} HTTP/1.1\r\nHost: example.org\r\n\r\n`);
  const [data] = await once(socket, 'data');
  socket.destroy();
  return Number(String(data).split(' ')[1]);
}

/** Ask a proxy for a tunnel and return its socket. */
async function tunnel(host) {
  const path = `${host}:443`;
  const request = http.request({ host: 'proxy.example.org', port: 3128, method: 'CONNECT', path });
  request.end();
  const [, socket] = await once(request, 'connect');
  return socket;
}

export const cases = {
  'http get': ({ plainUrl }) => send(plainUrl),
  'http post': ({ plainUrl }) => send(plainUrl, { method: 'POST' }, 'a=1'),
  'http head': ({ plainUrl }) => send(plainUrl, { method: 'HEAD' }),
  'http delete': ({ plainUrl }) => send(plainUrl, { method: 'DELETE' }),
  'http over a kept connection': async ({ plainUrl }) => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    return [await send(plainUrl, { agent }), await send(plainUrl, { agent })];
  },
  'http twenty at once': ({ plainUrl }) =>
    Promise.all(Array.from({ length: 20 }, () => send(plainUrl, { method: 'PUT' }, 'body'))),
  'http ten megabytes': ({ plainUrl }) =>
    send(plainUrl, { method: 'POST' }, Buffer.alloc(10 * MEGABYTE, 'x')),
  'http expects 100-continue': ({ plainUrl }) =>
    send(plainUrl, { method: 'POST', headers: { expect: '100-continue' } }, 'body'),
  'http through a proxy': ({ plainUrl }) =>
    send('http://proxy.example.org:3128', { path: plainUrl, headers: { host: 'example.org' } }),
  'http upgrade to h2c offered': ({ plainUrl }) =>
    send(plainUrl, { headers: { connection: 'upgrade', upgrade: 'h2c' } }),
  'http over a local socket': ({ plainUrl }) =>
    send(plainUrl, { socketPath: '/var/run/docker.sock' }),
  'https get': ({ url }) => send(url),
  'https gzip body': ({ url }) =>
    send(url, { method: 'POST', headers: { 'content-encoding': 'gzip' } }, zlib.gzipSync('{}')),
  'https over a kept connection': async ({ url }) => {
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
    return [await send(url, { agent }), await send(url, { agent })];
  },
  'https to an address with a servername': ({ url }) =>
    send(url.replace('example.org', '192.0.2.7'), { servername: 'example.org' }),
  'https through a tunnel': async ({ url }) => {
    const under = await tunnel('example.org');
    const socket = tls.connect({ socket: under, servername: 'example.org' });
    return send(url, { createConnection: () => socket, agent: false });
  },
  'http2 over tls': ({ url }) => sendOverHttp2(url),
  'http2 in the clear': ({ plainUrl }) => sendOverHttp2(plainUrl),
  'fetch get': async ({ url }) => (await fetch(url)).status,
  'fetch json': async ({ url }) => {
    const response = await fetch(url, { method: 'POST', body: '{"a":1}' });
    await response.json();
    return response.status;
  },
  'fetch stream': async ({ url }) => {
    const body = Readable.toWeb(Readable.from([Buffer.from('a'), Buffer.from('b')]));
    return (await fetch(url, { method: 'POST', body, duplex: 'half' })).status;
  },
  'fetch form with a file': async ({ url }) => {
    const body = new FormData();
    body.set('file', new Blob(['data']), 'a.txt');
    return (await fetch(url, { method: 'POST', body })).status;
  },
  'plain socket speaking HTTP': ({ plainUrl }) => speak(net.connect(80, 'example.org'), plainUrl),
  'plain socket speaking HTTP in pieces': async ({ plainUrl }) => {
    const socket = net.connect(80, 'example.org');
    await once(socket, 'connect');
    for (const letter of 'POST ') {
      socket.write(letter);
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.write(`${new URL(plainUrl).pathname} HTTP/1.0\r\ncontent-length: 0\r\n\r\n`);
    const [data] = await once(socket, 'data');
    return Number(String(data).split(' ')[1]);
  },
  'tls socket speaking HTTP': ({ url }) => speak(tls.connect(443, 'example.org'), url),
  'tls over a socket that still connects': ({ url }) =>
    speak(tls.connect({ socket: net.connect(443, 'example.org') }), url),
  'name looked up first': async ({ plainUrl }) => {
    const { address } = await dns.promises.lookup('example.org');
    const { pathname } = new URL(plainUrl);
    return send(`http://${address}${pathname}`, { headers: { host: 'example.org' } });
  },
  'name resolved first': async ({ plainUrl }) => {
    const [address] = await dns.promises.resolve4('example.org');
    return send(plainUrl, { lookup: (_host, _options, done) => done(null, address, 4) });
  },
  'request ended late': async ({ plainUrl }) => {
    const request = http.request(plainUrl, { method: 'POST' });
    await new Promise((resolve) => setTimeout(resolve, 2000));
    request.end('late');
    const [response] = await once(request, 'response');
    return response.statusCode;
  },
};
