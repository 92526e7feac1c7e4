'use strict';

/**
 * Names and the addresses test mode gives them: each name gets one of its own, so that a client
 * which resolves a name and connects to the address is still told about by name. The addresses are
 * kept for documentation (RFC 5737, RFC 3849); no network routes them.
 */

const net = require('node:net');

const PREFIXES = ['192.0.2.', '198.51.100.', '203.0.113.'];
const HOSTS_A_PREFIX = 254;
const MOST = PREFIXES.length * HOSTS_A_PREFIX;

const numbers = new Map();
const names = new Map();

/**
 * Return the address of a name. An address is its own, localhost stays on this machine.
 * @param {string} host
 * @param {4 | 6} family
 * @returns {{address: string, family: 4 | 6}}
 */
function addressOf(host, family) {
  const literal = net.isIP(host);
  if (literal) return { address: host, family: literal };
  if (host === 'localhost') return { address: family === 6 ? '::1' : '127.0.0.1', family };
  const address = family === 6 ? address6(numberOf(host)) : address4(numberOf(host));
  names.set(address, host);
  return { address, family };
}

/** Return the name an address was given to, if any. */
const nameOf = (address) => names.get(address);

/** Names past the last address share it. */
function numberOf(host) {
  if (!numbers.has(host)) numbers.set(host, Math.min(numbers.size, MOST - 1));
  return numbers.get(host);
}

const address4 = (number) =>
  `${PREFIXES[Math.floor(number / HOSTS_A_PREFIX)]}${(number % HOSTS_A_PREFIX) + 1}`;

const address6 = (number) => `2001:db8::${(number + 1).toString(16)}`;

module.exports = { addressOf, nameOf };
