'use strict';

/** Observes global fetch and every copy of undici, from version 5 on. */

const diagnostics = require('node:diagnostics_channel');

const { headersOfPairs, listenIn, quietly } = require('./exchange.cjs');

/** @param {(request: {method: string, url: string}) => object} begin starts an exchange */
function watchUndici(begin) {
  const exchanges = new WeakMap();
  const on = (name, observe) =>
    diagnostics.subscribe(
      `undici:${name}`,
      quietly((message) => {
        const exchange = exchanges.get(message.request);
        if (exchange) observe(exchange, message);
      }),
    );

  diagnostics.subscribe(
    'undici:request:create',
    quietly(({ request }) => {
      if (request.method === 'CONNECT') return; // a proxy's affair: what goes through it is seen
      exchanges.set(request, follow(request, begin));
    }),
  );
  on('client:sendHeaders', (exchange, { headers }) => {
    if (typeof headers === 'string') exchange.requestHeaders = headersOfBlock(headers);
  });
  on('request:bodySent', (exchange) => exchange.tellRequest());
  on('request:headers', (exchange, { response }) => {
    exchange.tellRequest();
    exchange.status = response.statusCode;
    exchange.responseHeaders = responseHeaders(response.headers);
  });
  on('request:trailers', (exchange) => exchange.tellResponse());
  on('request:error', (exchange, { error }) => exchange.tellError(error.message));
}

function follow(request, begin) {
  const { method, origin, path } = request;
  const isWhole = /^[a-z][a-z0-9+.-]*:\/\//i.test(path); // asked of a proxy
  const exchange = begin({ method, url: isWhole ? path : `${origin ?? ''}${path}` });
  exchange.requestHeaders = requestHeaders(request.headers);
  listenIn(request, 'onBodySent', (chunk) => exchange.requestBody.push(chunk));
  const receive = 'onResponseData' in request ? 'onResponseData' : 'onData'; // since undici 8
  listenIn(request, receive, (chunk) => exchange.responseBody.push(chunk));
  return exchange;
}

/** undici 5 keeps a text, later ones a list. */
const requestHeaders = (headers) =>
  typeof headers === 'string' ? headersOfBlock(headers) : headersOfPairs(headers ?? []);

/** Over HTTP/1 a list of names and values, over HTTP/2 an object in some versions. */
function responseHeaders(headers) {
  return headersOfPairs(Array.isArray(headers) ? headers : Object.entries(headers ?? {}).flat());
}

/** Read the text of a request's first line and headers. */
function headersOfBlock(text) {
  const isHeader = (line) => /^[^\s:]+:/.test(line); // not the first line, nor HTTP/2's :method
  const pairs = text.split('\r\n').filter(isHeader).flatMap((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return headersOfPairs(pairs);
}

module.exports = { watchUndici };
