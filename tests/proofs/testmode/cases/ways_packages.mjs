// Clients of other protocols than HTTP, from npm. Each case throws the error it met.

import { once } from 'node:events';

const HOST = 'db.example.org';

async function failure(emitter) {
  const [error] = await once(emitter, 'error');
  throw error;
}

/** kind of the `blocked` event -> name -> what to try. */
export const kinds = {
  tcp: {
    'pg': async ({ require }) => {
      const client = new (require('pg').Client)({ host: HOST, user: 'a', password: 'b' });
      client.on('error', () => {});
      await client.connect();
    },
    'mysql2': ({ require }) =>
      require('mysql2/promise').createConnection({ host: HOST, user: 'a', connectTimeout: 5000 }),
    'mongodb': async ({ require }) => {
      const { MongoClient } = require('mongodb');
      const client = new MongoClient(`mongodb://${HOST}`, { serverSelectionTimeoutMS: 3000 });
      await client.connect();
    },
    'redis': async ({ require }) => {
      const socket = { host: HOST, reconnectStrategy: false };
      const client = require('redis').createClient({ socket });
      client.on('error', () => {});
      await client.connect();
    },
    'nodemailer': async ({ require }) => {
      const transport = require('nodemailer').createTransport({ host: HOST, port: 587 });
      await transport.sendMail({ from: 'a@example.org', to: 'b@example.org', text: 'hi' });
    },
    'tedious': ({ require }) => {
      const { Connection } = require('tedious');
      const connection = new Connection({ server: HOST, options: { encrypt: false } });
      return new Promise((resolve, reject) => {
        connection.connect((error) => (error ? reject(error) : resolve()));
      });
    },
    'ssh2-sftp-client': async ({ require }) => {
      const client = new (require('ssh2-sftp-client'))();
      await client.connect({ host: HOST, username: 'a', password: 'b', retries: 0 });
    },
    'basic-ftp': async ({ require }) => {
      await new (require('basic-ftp').Client)().access({ host: HOST });
    },
    'mqtt': ({ require }) => {
      const client = require('mqtt').connect(`mqtt://${HOST}`, { reconnectPeriod: 0 });
      return failure(client);
    },
    'socks proxy': async ({ require }) => {
      const axios = require('axios1').default ?? require('axios1');
      const { SocksProxyAgent } = require('socks-proxy-agent');
      const agent = new SocksProxyAgent('socks5://proxy.example.org:1080');
      await axios.get('https://example.org/', { httpsAgent: agent, proxy: false });
    },
    'ws': ({ require }) => failure(new (require('ws'))('ws://example.org/live')),
    'grpc': async ({ require }) => {
      const grpc = require('@grpc/grpc-js');
      const client = new grpc.Client('grpc.example.org:50051', grpc.credentials.createInsecure());
      const same = (value) => value;
      await new Promise((resolve, reject) => {
        client.makeUnaryRequest('/a/B', same, same, Buffer.from('x'), (error) => reject(error));
      });
    },
  },
  tls: {
    'ws over tls': ({ require }) => failure(new (require('ws'))('wss://example.org/live')),
    'mqtt over tls': ({ require }) =>
      failure(require('mqtt').connect(`mqtts://${HOST}`, { reconnectPeriod: 0 })),
    'nodemailer over tls': async ({ require }) => {
      const options = { host: HOST, port: 465, secure: true };
      await require('nodemailer').createTransport(options).sendMail({ to: 'b@example.org' });
    },
  },
  dns: {
    'mongodb by srv': async ({ require }) => {
      const { MongoClient } = require('mongodb');
      await new MongoClient(`mongodb+srv://${HOST}`).connect();
    },
  },
};

export const cases = Object.assign({}, ...Object.values(kinds));
