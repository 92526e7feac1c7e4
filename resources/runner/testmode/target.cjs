'use strict';

/** Where a connection wants to go, and how a person would call it. */

const PROTOCOLS = {
  21: 'An FTP',
  22: 'An SSH or SFTP',
  23: 'A Telnet',
  25: 'An SMTP',
  110: 'A POP3',
  143: 'An IMAP',
  389: 'An LDAP',
  465: 'An SMTP',
  587: 'An SMTP',
  636: 'An LDAP',
  993: 'An IMAP',
  995: 'A POP3',
  1080: 'A SOCKS proxy',
  1433: 'An SQL Server',
  1521: 'An Oracle',
  1883: 'An MQTT',
  2483: 'An Oracle',
  3306: 'A MySQL',
  5432: 'A PostgreSQL',
  5672: 'An AMQP',
  6379: 'A Redis',
  8883: 'An MQTT',
  9092: 'A Kafka',
  11211: 'A memcached',
  27017: 'A MongoDB',
};

/** A connection a job opened: where it goes, the job's socket, who asked for what on it. */
class Connection {
  /**
   * @param {{host?: string, port?: number, path?: string}} target
   * @param {import('node:net').Socket} client the job's end
   */
  constructor(target, client) {
    this.target = target;
    this.client = client;
    this.isTls = false;
    /** Requests announced on this connection and not yet seen: see http/callers.cjs. */
    this.callers = [];
    /** True once an undici client announced itself as its owner. */
    this.isUndici = false;
    /** True when another connection took its place before a byte was sent. */
    this.isAbandoned = false;
  }

  get isUnix() {
    return this.target.path !== undefined;
  }

  /** True when people run another protocol than HTTP on this port. */
  get isKnownProtocol() {
    return !this.isUnix && this.target.port in PROTOCOLS;
  }

  /** `host:port`, or the path of a local socket. */
  get label() {
    return this.isUnix ? this.target.path : `${this.target.host}:${this.target.port}`;
  }

  /** What to call it at the start of a sentence: "A MySQL connection to db:3306". */
  get description() {
    if (this.isUnix) return `A connection to the local socket ${this.label}`;
    const kind = PROTOCOLS[this.target.port] ?? (this.isTls ? 'A raw TLS' : 'A raw TCP');
    return `${kind} connection to ${this.label}`;
  }

  /** `kind`, `host` and `port` as the `blocked` event names them. */
  get details() {
    if (this.isUnix) return { kind: 'unix', host: this.target.path };
    const { host, port } = this.target;
    return { kind: this.isTls ? 'tls' : 'tcp', host, port };
  }
}

/** The property of both ends of a pipe that names their `Connection`. */
const kConnection = Symbol('openfn.connection');

/** Return the connection behind a socket, or undefined. */
const connectionOf = (socket) => socket?.[kConnection];

module.exports = { Connection, kConnection, connectionOf };
