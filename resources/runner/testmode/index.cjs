'use strict';

/**
 * Test mode: every HTTP request of this process is answered inside it, and every other way out is
 * stopped with a clear error. Installed before any adaptor is loaded; it fails closed.
 *
 *     net.Socket.connect ──> door ──> local pipe ──> sniffer ──> HTTP/1 or HTTP/2 server ──> rules
 *     tls.connect ─────────────┘                         └────> anything else is stopped
 *     dns ──> documentation addresses        UDP, listen, programs, threads, add-ons ──> stopped
 */

const module_ = require('node:module');

const { TestModeError, makeStop } = require('./blocking.cjs');
const { installDns } = require('./dns.cjs');
const { installDoor } = require('./door.cjs');
const { installFakeTls } = require('./faketls.cjs');
const { noteCallers } = require('./http/callers.cjs');
const { Exchanges } = require('./http/exchange.cjs');
const { Rules } = require('./http/rules.cjs');
const { makeServers } = require('./http/servers.cjs');
const { installOtherWays } = require('./otherways.cjs');
const { Pipes } = require('./pipes.cjs');
const { makeSniffer } = require('./sniffer.cjs');

const BODY_BYTES = 1 << 20;
let isInstalled = false;

/**
 * Seal this process.
 * @param {object} options
 * @param {(event: object) => void} options.emit gets `http`, `dns` and `blocked` events in the
 *   protocol's shapes, without `ms`
 * @param {() => {operation?: number, at?: object}} options.where what the job is doing right now
 * @param {(exchange: object) => Promise<object | null>} options.ask the parent's answer to a
 *   request, a `StubAnswer`; null or a rejection refuses it
 * @returns {{configure: Function, close: Function, TestModeError: typeof TestModeError}}
 * @throws {Error} when any part cannot be put in place: the process must then run no job
 */
function install({ emit, where, ask }) {
  if (isInstalled) throw new Error('Test mode is installed already.');
  isInstalled = true;
  const settings = { rules: new Rules(), bodyBytes: BODY_BYTES };
  const stop = makeStop(emit, where);
  const pipes = new Pipes();
  sealSockets({ emit, where, ask, stop, settings, pipes });
  const reportDns = (host) =>
    emit({ type: 'dns', host: String(host), operation: where().operation });
  installDns(reportDns, stop);
  installOtherWays(stop);
  module_.syncBuiltinESMExports(); // names imported by ES modules see the replacements, too
  return {
    /**
     * Set a run's rules; counts of `times` start anew.
     * @param {{rules?: object[], bodyBytes?: number}} choices the protocol's `StubRule`s, and how
     *   much of a body events carry
     * @throws {RuleError} when a rule cannot be used; the rules stay as they were
     */
    configure({ rules = [], bodyBytes = BODY_BYTES }) {
      settings.rules = new Rules(rules);
      settings.bodyBytes = bodyBytes;
    },
    /** Close what still listens; the process stays sealed. */
    close: () => pipes.close(),
    TestModeError,
  };
}

function sealSockets({ emit, where, ask, stop, settings, pipes }) {
  const refuse = (side, connection, what) => {
    connection.client.destroy(stop(what, connection.details));
    side.destroy();
  };
  const exchanges = new Exchanges({ emit, where, ask, stop, settings, TestModeError });
  const servers = makeServers({
    onRequest: (request, response) => void exchanges.answer(request, response),
    refuse,
    meet: (side, connection) => meet(side, connection),
  });
  const meet = makeSniffer(servers, refuse);
  noteCallers(where);
  installDoor(pipes, meet);
  installFakeTls(stop);
}

module.exports = { install, TestModeError };
