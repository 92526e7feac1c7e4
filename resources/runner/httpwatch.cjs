'use strict';

/**
 * Live mode: tells of every HTTP exchange of this process and changes none.
 * Node's diagnostics channels say when something happens, for node:http, node:http2, global fetch
 * and every copy of undici; bodies are copied as they pass. What cannot be observed is left out:
 * nothing that goes wrong in here may reach the job.
 */

const { LiveExchange } = require('./httpwatch/exchange.cjs');
const { watchHttp2 } = require('./httpwatch/http2.cjs');
const { watchNodeHttp } = require('./httpwatch/nodehttp.cjs');
const { watchUndici } = require('./httpwatch/undici.cjs');

const BODY_BYTES = 1 << 20;

/**
 * Observe from now on.
 * @param {object} options
 * @param {(event: object) => void} options.emit gets `http` events in the protocol's shape,
 *   without `ms`, of the phases request, response and error
 * @param {() => {operation?: number, at?: object}} options.where what the job is doing right now
 * @returns {{configure: (choices: {bodyBytes?: number}) => void}}
 */
function watch({ emit, where }) {
  const settings = { bodyBytes: BODY_BYTES };
  let count = 0;
  const begin = (request) => {
    count += 1;
    return new LiveExchange({ id: count, emit, where: where(), settings, ...request });
  };
  watchNodeHttp(begin);
  watchUndici(begin);
  watchHttp2(begin);
  return {
    /** Set how much of a body events carry. */
    configure({ bodyBytes = BODY_BYTES }) {
      settings.bodyBytes = bodyBytes;
    },
  };
}

module.exports = { watch };
