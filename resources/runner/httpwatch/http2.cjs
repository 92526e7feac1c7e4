'use strict';

/** Observes node:http2, but for what undici does with it and tells of itself. */

const diagnostics = require('node:diagnostics_channel');

const { headersOfObject, listenIn, quietly } = require('./exchange.cjs');

const CUT_OFF = 'The stream was closed before the response was complete.';

/** Marks a socket that an undici client owns. */
const kUndici = Symbol('openfn.undici');

/** @param {(request: {method: string, url: string}) => object} begin starts an exchange */
function watchHttp2(begin) {
  const exchanges = new WeakMap();
  const on = (name, observe) =>
    diagnostics.subscribe(
      `http2.client.stream.${name}`,
      quietly((message) => {
        const exchange = exchanges.get(message.stream);
        if (exchange) observe(exchange, message);
      }),
    );

  diagnostics.subscribe(
    'undici:client:connected',
    quietly(({ socket }) => {
      socket[kUndici] = true;
    }),
  );
  diagnostics.subscribe(
    'http2.client.stream.created',
    quietly(({ stream, headers }) => {
      if (stream.session?.socket[kUndici] || headers[':method'] === 'CONNECT') return;
      exchanges.set(stream, follow(stream, headers, begin));
    }),
  );
  on('bodyChunkSent', (exchange, { writev, data, encoding }) => {
    const chunks = writev ? data : [{ chunk: data, encoding }];
    for (const part of chunks) exchange.requestBody.push(part.chunk ?? part, part.encoding);
  });
  on('bodySent', (exchange) => exchange.tellRequest());
  on('finish', (exchange, { headers }) => {
    exchange.tellRequest();
    exchange.status = headers[':status'];
    exchange.responseHeaders = headersOfObject(headers);
  });
  on('error', (exchange, { error }) => exchange.tellError(error.message));
  on('close', (exchange, { stream }) => {
    if (stream.rstCode === 0 && exchange.status !== undefined) exchange.tellResponse();
    else exchange.tellError(CUT_OFF);
  });
}

function follow(stream, headers, begin) {
  const scheme = headers[':scheme'] ?? (stream.session?.encrypted ? 'https' : 'http');
  const authority = headers[':authority'] ?? headers.host ?? '';
  const path = headers[':path'] ?? '/';
  const method = headers[':method'] ?? 'GET';
  const exchange = begin({ method, url: `${scheme}://${authority}${path}` });
  exchange.requestHeaders = headersOfObject(headers);
  listenIn(stream, 'push', (chunk) => {
    if (chunk === null) {
      if (exchange.status !== undefined) exchange.tellResponse();
    } else exchange.responseBody.push(chunk);
  });
  return exchange;
}

module.exports = { watchHttp2 };
