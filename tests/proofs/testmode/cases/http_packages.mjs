// HTTP made with packages of npm. Each case returns the status it got, or a list of them.

import http2 from 'node:http2';

const UNDICIS = ['undici5', 'undici6', 'undici7', 'undici8'];
const PROXY = 'http://proxy.example.org:3128';
const PAYLOAD = { patient: { id: 7 } };

/** Read an undici body to its end and return the status. */
async function statusOf(answer) {
  await answer.body.dump?.();
  return answer.statusCode ?? answer.status;
}

function undiciCases(name) {
  const path = (url) => new URL(url).pathname;
  const over = (make) => async ({ url, require }) => {
    const dispatcher = make(require(name), new URL(url).origin);
    return statusOf(await dispatcher.request({ path: path(url), method: 'GET' }));
  };
  const through = (make) => async ({ url, require }) => {
    const undici = require(name);
    return statusOf(await undici.request(url, { dispatcher: make(undici) }));
  };
  return {
    [`${name} request`]: async ({ url, require }) =>
      statusOf(await require(name).request(url, { method: 'POST', body: '{"a":1}' })),
    [`${name} client`]: over((undici, origin) => new undici.Client(origin)),
    [`${name} pool`]: over((undici, origin) => new undici.Pool(origin, { connections: 2 })),
    [`${name} agent`]: through((undici) => new undici.Agent({ connect: { timeout: 1000 } })),
    [`${name} fetch`]: async ({ url, require }) => {
      const response = await require(name).fetch(url, { method: 'PUT', body: 'text' });
      await response.json();
      return response.status;
    },
    [`${name} through a proxy`]: through((undici) => new undici.ProxyAgent(PROXY)),
    [`${name} offering http2`]: through((undici) => new undici.Agent({ allowH2: true })),
  };
}

function axiosCases(name) {
  const get = (options) => async ({ url, require }) =>
    (await axiosOf(require, name).get(url, options)).status;
  return {
    [`${name} get`]: get({ params: { page: 1 } }),
    [`${name} post`]: async ({ url, require }) =>
      (await axiosOf(require, name).post(url, PAYLOAD)).status,
    [`${name} through a proxy`]: async ({ plainUrl, require }) => {
      const proxy = { host: 'proxy.example.org', port: 3128 };
      return (await axiosOf(require, name).get(plainUrl, { proxy })).status;
    },
  };
}

const axiosOf = (require, name) => require(name).default ?? require(name);

/** An adaptor's operation, run as the adaptor's own `execute` runs it. */
async function execute(adaptor, operation, configuration = {}) {
  await adaptor.execute(operation)({ configuration, data: {}, references: [] });
  return 200; // a status that is not 2xx throws in each of them
}

const basic = { username: 'ann', password: 'secret-word' };

function adaptorCases(name, operations) {
  return Object.fromEntries(
    Object.entries(operations).map(([what, make]) => [
      `${name} ${what}`,
      ({ url, require }) => {
        const adaptor = require(name).Adaptor ?? require(name);
        return execute(adaptor, make(adaptor, url), basic);
      },
    ]),
  );
}

const httpOperations = {
  get: ({ get }, url) => get(url, {}),
  post: ({ post }, url) => post(url, { body: PAYLOAD, headers: {} }),
};
const modernOperations = {
  get: ({ get }, url) => get(url),
  post: ({ post }, url) => post(url, PAYLOAD),
  request: ({ request }, url) => request('PUT', url, { body: PAYLOAD }),
};

export const cases = {
  ...Object.assign({}, ...UNDICIS.map(undiciCases)),
  ...Object.assign({}, ...['axios021', 'axios027', 'axios1'].map(axiosCases)),
  'axios1 by fetch': async ({ url, require }) =>
    (await axiosOf(require, 'axios1').get(url, { adapter: 'fetch' })).status,
  'axios1 by http2': async ({ url, require }) =>
    (await axiosOf(require, 'axios1').get(url, { httpVersion: 2 })).status,
  'axios1 with an agent for a proxy': async ({ url, require }) => {
    const { HttpsProxyAgent } = require('https-proxy-agent');
    const options = { httpsAgent: new HttpsProxyAgent(PROXY), proxy: false };
    return (await axiosOf(require, 'axios1').get(url, options)).status;
  },
  'axios1 with a form': async ({ url, require }) => {
    const form = new (require('form-data'))();
    form.append('file', Buffer.from('data'), 'a.txt');
    return (await axiosOf(require, 'axios1').post(url, form)).status;
  },
  'got11': async ({ url, require }) =>
    (await require('got11')(url, { responseType: 'json' })).statusCode,
  'got11 by http2': async ({ url, require }) =>
    (await require('got11')(url, { http2: true })).statusCode,
  'got11 resolving names itself': async ({ url, require }) =>
    (await require('got11')(url, { dnsCache: true })).statusCode,
  'got14': async ({ url, require }) =>
    (await require('got14').default.post(url, { json: PAYLOAD })).statusCode,
  'got14 by http2': async ({ url, require }) =>
    (await require('got14').default(url, { http2: true })).statusCode,
  'node-fetch2': async ({ url, require }) => (await require('node-fetch2')(url)).status,
  'node-fetch3': async ({ url, require }) =>
    (await require('node-fetch3').default(url, { method: 'POST', body: 'a' })).status,
  'superagent': async ({ url, require }) => (await require('superagent').get(url)).status,
  'superagent by http2': async ({ url, require }) =>
    (await require('superagent').post(url).http2().send(PAYLOAD)).status,
  'request': ({ url, require }) => byCallback(require('request'), { url, json: true }),
  'request through a tunnel': ({ url, require }) =>
    byCallback(require('request'), { url, proxy: PROXY }),
  'needle': async ({ url, require }) => (await require('needle')('get', url)).statusCode,
  'needle post': async ({ url, require }) =>
    (await require('needle')('post', url, PAYLOAD, { json: true })).statusCode,
  'ky': async ({ url, require }) =>
    (await require('ky').default.post(url, { json: PAYLOAD })).status,
  'wretch': async ({ url, require }) => (await require('wretch').default(url).get().res()).status,
  'cross-fetch': async ({ url, require }) => (await require('cross-fetch')(url)).status,
  'aws sdk': async ({ page, require }) => {
    const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3');
    const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
    const client = new S3Client({ region: 'eu-west-1', credentials });
    const answer = await client.send(new PutObjectCommand({ Bucket: 'b', Key: page, Body: 'x' }));
    return answer.$metadata.httpStatusCode;
  },
  'http2 wrapper session': async ({ url }) => {
    const session = http2.connect(url);
    const stream = session.request({ ':path': new URL(url).pathname });
    const headers = await new Promise((resolve) => stream.once('response', resolve));
    session.destroy();
    return headers[':status'];
  },
  ...adaptorCases('language-http-3.1.5', httpOperations),
  ...adaptorCases('language-http-4.0.0', httpOperations),
  ...adaptorCases('language-http-6.4.3', modernOperations),
  ...adaptorCases('language-http-7.2.10', modernOperations),
  ...adaptorCases('language-common-1.15.2', {
    'http.get': ({ http }, url) => http.get({ url }),
    'http.post': ({ http }, url) => http.post({ url, data: PAYLOAD }),
  }),
  ...adaptorCases('language-common-2.1.1', {
    'http.get': ({ http }, url) => http.get(url),
    'http.post': ({ http }, url) => http.post(url, { body: PAYLOAD }),
  }),
  ...adaptorCases('language-common-3.3.4', {
    'util.request': ({ util }, url) => async (state) => {
      await util.request('POST', url, { body: PAYLOAD });
      return state;
    },
  }),
};

function byCallback(call, options) {
  return new Promise((resolve, reject) => {
    call(options, (error, response) => (error ? reject(error) : resolve(response.statusCode)));
  });
}
