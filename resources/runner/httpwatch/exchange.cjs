'use strict';

/** What was seen of one live exchange; tells each phase once, and the request always first. */

const { BodyCapture } = require('../testmode/http/bodies.cjs');

class LiveExchange {
  #emit;
  #base;
  #started = performance.now();
  #isRequestTold = false;
  #isOver = false;

  constructor({ id, emit, where, settings, method, url }) {
    this.#emit = emit;
    this.#base = { type: 'http', id, method, url, ...where, origin: 'live' };
    this.requestHeaders = {};
    this.requestBody = new BodyCapture(settings.bodyBytes);
    this.status = undefined;
    this.responseHeaders = {};
    this.responseBody = new BodyCapture(settings.bodyBytes);
  }

  /** The request is out. */
  tellRequest() {
    if (this.#isRequestTold) return;
    this.#isRequestTold = true;
    const body = bodyOf(this.requestBody, this.requestHeaders);
    this.#emit({ ...this.#base, phase: 'request', headers: this.requestHeaders, body });
  }

  /** The response is complete. */
  tellResponse() {
    this.#end({ phase: 'response' });
  }

  /** The exchange broke off; what had come of the response is told with it. */
  tellError(message) {
    this.#end({ phase: 'error', message });
  }

  #end(event) {
    if (this.#isOver) return;
    this.tellRequest();
    this.#isOver = true;
    const headers = this.responseHeaders;
    const body = bodyOf(this.responseBody, headers);
    const took_ms = Math.round((performance.now() - this.#started) * 10) / 10;
    this.#emit({ ...this.#base, ...event, status: this.status, headers, body, took_ms });
  }
}

function bodyOf(capture, headers) {
  const name = Object.keys(headers).find((key) => key.toLowerCase() === 'content-encoding');
  return capture.toBody(name && headers[name]);
}

/** Return headers of `[name, value, name, value…]`; those given more than once are joined. */
function headersOfPairs(pairs) {
  const headers = {};
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const name = String(pairs[index]);
    const value = Array.isArray(pairs[index + 1])
      ? pairs[index + 1].join(', ')
      : String(pairs[index + 1]);
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}

/** Return headers of a header block's text, or of an object. */
function headersOfObject(object) {
  return headersOfPairs(Object.entries(object).filter(([name]) => !name.startsWith(':')).flat());
}

/** Wrap an observer: what goes wrong in it stays in it. */
function quietly(observe) {
  return (...args) => {
    try {
      observe(...args);
    } catch {
      // An exchange that is told of badly is better than a job that fails for being watched.
    }
  };
}

/** Let `observe` see the arguments of `object[name]()`, which does what it did. */
function listenIn(object, name, observe) {
  const original = object[name];
  if (typeof original !== 'function') return;
  const seen = quietly(observe);
  object[name] = function listened(...args) {
    seen(...args);
    return original.apply(this, args);
  };
}

module.exports = { LiveExchange, headersOfPairs, headersOfObject, quietly, listenIn };
