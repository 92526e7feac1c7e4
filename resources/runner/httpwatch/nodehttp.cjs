'use strict';

/** Observes node:http and node:https, and all that is built on them. */

const diagnostics = require('node:diagnostics_channel');

const { headersOfObject, headersOfPairs, listenIn, quietly } = require('./exchange.cjs');

const CUT_OFF = 'The connection was closed before the response was complete.';

/** @param {(request: {method: string, url: string}) => object} begin starts an exchange */
function watchNodeHttp(begin) {
  const exchanges = new WeakMap();
  const on = (name, observe) =>
    diagnostics.subscribe(
      `http.client.${name}`,
      quietly((message) => observe(message, exchanges.get(message.request))),
    );

  on('request.created', ({ request }) => {
    if (request.method === 'CONNECT') return; // a proxy's affair: what goes through it is seen
    const exchange = begin({ method: request.method, url: urlOf(request) });
    exchanges.set(request, exchange);
    copyWrites(request, exchange.requestBody);
    request.once('close', quietly(() => onClose(request, exchange)));
  });
  on('request.start', ({ request }, exchange) => {
    if (exchange) tellRequest(request, exchange);
  });
  on('response.finish', ({ request, response }, exchange) => {
    if (exchange) onResponse(request, response, exchange);
  });
  on('request.error', ({ request, error }, exchange) => {
    if (!exchange) return;
    tellRequest(request, exchange);
    exchange.tellError(error.message);
  });
}

function urlOf(request) {
  const { path } = request;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return path; // asked of a proxy
  return `${request.protocol}//${request.getHeader('host') ?? request.host}${path}`;
}

function copyWrites(request, capture) {
  const copy = (chunk, encoding) => {
    const isData = typeof chunk === 'string' || ArrayBuffer.isView(chunk);
    if (isData) capture.push(chunk, typeof encoding === 'string' ? encoding : undefined);
  };
  listenIn(request, 'write', copy);
  listenIn(request, 'end', copy);
}

function tellRequest(request, exchange) {
  exchange.requestHeaders = headersOfObject(withOwnNames(request));
  exchange.tellRequest();
}

function withOwnNames(request) {
  return Object.fromEntries(
    request.getRawHeaderNames().map((name) => [name, request.getHeader(name)]),
  );
}

/** Despite its channel's name, this is the moment the response's headers are in. */
function onResponse(request, response, exchange) {
  tellRequest(request, exchange);
  exchange.status = response.statusCode;
  exchange.responseHeaders = headersOfPairs(response.rawHeaders);
  listenIn(response, 'push', (chunk, encoding) => {
    if (chunk !== null) exchange.responseBody.push(chunk, encoding);
    else if (response.complete) exchange.tellResponse();
  });
}

/** Nothing more will come. A job that aborts its own request publishes nothing else. */
function onClose(request, exchange) {
  if (request.res?.complete) exchange.tellResponse();
  else exchange.tellError(CUT_OFF);
}

module.exports = { watchNodeHttp };
