'use strict';

/**
 * Name look-ups without a query: A and AAAA answer with documentation addresses, so that a client
 * which resolves names itself still reaches its answer. Every other kind of query is stopped.
 */

const dns = require('node:dns');
const util = require('node:util');

const { replace } = require('./hooks.cjs');
const { addressOf } = require('./names.cjs');

const TTL_S = 60;
/** Which address family a query asks for; other queries are stopped. */
const FAMILY_OF = { resolve4: 4, resolve6: 6 };

/**
 * @param {(host: string) => void} report is told each name that was answered
 * @param {(what: string, details: object) => Error} stop
 */
function installDns(report, stop) {
  installLookup(report);
  for (const owner of [dns, dns.Resolver.prototype]) {
    for (const name of queriesOf(owner)) replace(owner, name, callbackQuery(name, report, stop));
  }
  for (const owner of [dns.promises, dns.promises.Resolver.prototype]) {
    for (const name of queriesOf(owner)) replace(owner, name, promiseQuery(name, report, stop));
  }
}

const queriesOf = (owner) =>
  Object.getOwnPropertyNames(owner).filter((name) => /^(resolve|reverse|lookupService)/.test(name));

// ---- lookup

function installLookup(report) {
  replace(dns, 'lookup', lookup);
  replace(dns.promises, 'lookup', async (host, options) => answerLookup(host, options, report));
  lookup[util.promisify.custom] = dns.promises.lookup;

  function lookup(host, options, callback) {
    const done = typeof options === 'function' ? options : callback;
    if (typeof done !== 'function') throw badCallback();
    const answer = answerLookup(host, typeof options === 'function' ? {} : options, report);
    if (Array.isArray(answer)) process.nextTick(done, null, answer);
    else process.nextTick(done, null, answer.address, answer.family);
    return {};
  }
}

function answerLookup(host, options, report) {
  const { family, all } = typeof options === 'number' ? { family: options } : (options ?? {});
  const answer = addressOf(host, family === 6 || family === 'IPv6' ? 6 : 4);
  report(host);
  return all ? [answer] : answer;
}

// ---- resolve*, reverse, lookupService

/** Return the records of an A or AAAA query; throws the error of any other. */
function answerQuery(name, host, args, report, stop) {
  const asked = name === 'resolve' ? `resolve${recordType(args[0])}` : name;
  const family = FAMILY_OF[asked];
  if (!family) {
    const what = `A DNS query (${asked} of ${host}) was stopped.`;
    throw stop(what, { kind: 'dns', host: String(host) });
  }
  report(host);
  const { address } = addressOf(host, family);
  return [args[0]?.ttl ? { address, ttl: TTL_S } : address];
}

const recordType = (type) => ({ A: '4', AAAA: '6' })[typeof type === 'string' ? type : 'A'] ?? type;

function callbackQuery(name, report, stop) {
  return function query(host, ...rest) {
    const callback = rest.pop();
    if (typeof callback !== 'function') throw badCallback();
    try {
      process.nextTick(callback, null, answerQuery(name, host, rest, report, stop));
    } catch (error) {
      process.nextTick(callback, error);
    }
    return {};
  };
}

function promiseQuery(name, report, stop) {
  return async (host, ...rest) => answerQuery(name, host, rest, report, stop);
}

function badCallback() {
  const problem = new TypeError('The "callback" argument must be of type function.');
  return Object.assign(problem, { code: 'ERR_INVALID_ARG_TYPE' });
}

module.exports = { installDns };
