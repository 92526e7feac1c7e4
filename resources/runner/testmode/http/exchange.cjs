'use strict';

/** One request, from its arrival to its answer, with the events that tell of it. */

const { connectionOf } = require('../target.cjs');
const { renderAnswer, problemOfAnswer, DEFAULT_ANSWER } = require('./answers.cjs');
const { BodyCapture, showBytes } = require('./bodies.cjs');
const { takeCaller } = require('./callers.cjs');

const MARK = 'x-openfn-test-mode';
const GRPC_UNAVAILABLE = '14';

/** Answers the requests of a run. */
class Exchanges {
  #context;
  #count = 0;

  /**
   * @param {object} context
   * @param {(event: object) => void} context.emit
   * @param {() => object} context.where
   * @param {(exchange: object) => Promise<object | null>} context.ask
   * @param {(what: string, details: object) => Error} context.stop
   * @param {{rules: import('./rules.cjs').Rules, bodyBytes: number}} context.settings
   */
  constructor(context) {
    this.#context = context;
  }

  /** Answer a request; whatever goes wrong on the way refuses it, for no other end is safe. */
  async answer(request, response) {
    const connection = connectionOf(request.stream?.session?.socket ?? request.socket);
    try {
      if (isGrpc(request)) this.#refuseGrpc(request, connection);
      else await this.#exchange(request, response, connection);
    } catch (error) {
      closeWith(request, connection, error);
    }
  }

  async #exchange(request, response, connection) {
    const { emit, settings } = this.#context;
    const started = performance.now();
    const capture = new BodyCapture(settings.bodyBytes);
    const exchange = this.#describe(request, connection);
    const isComplete = await receive(request, capture);
    exchange.body = capture.toBody(request.headers['content-encoding']);
    const taken = isComplete ? settings.rules.take(exchange.method, exchange.url) : null;
    Object.assign(exchange, originOf(taken));
    emit({ ...exchange, phase: 'request' });

    const { answer, refusal } = isComplete ? await this.#answerOf(taken, exchange) : {};
    const took_ms = since(started);
    if (refusal) {
      emit({ ...failure(exchange, refusal), took_ms });
      throw this.#refused(exchange, refusal);
    }
    if (!answer || isGone(response)) {
      emit({ ...failure(exchange, GAVE_UP), took_ms });
      return;
    }
    prepare(response, answer);
    emit({ ...success(exchange, answer, response, settings), took_ms }); // told before it is sent
    response.end(request.method === 'HEAD' ? undefined : answer.bytes);
  }

  #describe(request, connection) {
    this.#count += 1;
    const { method } = request;
    const caller = takeCaller(connection, method, request.url) ?? this.#context.where();
    const url = urlOf(request, connection);
    return { type: 'http', id: this.#count, method, url, ...caller, headers: headersOf(request) };
  }

  /** Return the answer, or why there is none. */
  async #answerOf(taken, exchange) {
    if (taken?.rule.ask) return this.#askFor(exchange);
    const answer = taken?.rule.answer ?? DEFAULT_ANSWER;
    await wait(answer.delay_ms);
    return { answer: renderAnswer(answer) };
  }

  async #askFor(exchange) {
    const { emit, ask } = this.#context;
    emit({ ...exchange, phase: 'ask' });
    const answer = await ask(exchange).catch(() => null); // a lost parent refuses
    if (!answer) return { refusal: REFUSED };
    const problem = problemOfAnswer(answer);
    if (problem) return { refusal: `The answer given cannot be sent: ${problem}.` };
    await wait(answer.delay_ms);
    return { answer: renderAnswer(answer) };
  }

  #refused({ method, url }, refusal) {
    const { TestModeError } = this.#context;
    const why = refusal === REFUSED ? '.' : `: ${refusal}`;
    return new TestModeError(`The request ${method} ${url} was refused${why}`);
  }

  /** A gRPC client understands only its own kind of no. */
  #refuseGrpc(request, connection) {
    takeCaller(connection, request.method, request.url);
    const what = `A gRPC call to ${urlOf(request, connection)} was stopped.`;
    const error = this.#context.stop(what, connection.details);
    if (!request.stream) throw error;
    const headers = {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-status': GRPC_UNAVAILABLE,
      'grpc-message': encodeURI(error.message),
    };
    request.stream.respond(headers, { endStream: true });
  }
}

const isGrpc = (request) => (request.headers['content-type'] ?? '').startsWith('application/grpc');

function originOf(taken) {
  if (!taken) return { origin: 'default' };
  return { origin: taken.rule.ask ? 'asked' : 'stub', rule: taken.index };
}

/** Read the body to its end; returns false when the client gave up before. */
function receive(request, capture) {
  return new Promise((resolve) => {
    request.on('data', (chunk) => capture.push(chunk));
    request.on('end', () => resolve(true));
    request.on('error', () => resolve(false));
    request.on('close', () => resolve(request.complete === true));
  });
}

const wait = (ms) => ms > 0 && new Promise((resolve) => setTimeout(resolve, ms));

const isGone = (response) => response.destroyed || response.stream?.destroyed === true;

function prepare(response, { status, headers, bytes }) {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader(MARK, '1');
  if (bytes.length > 0) response.setHeader('content-length', bytes.length);
}

// ---- the event that ends an exchange

const REFUSED = 'The request was refused.';
const GAVE_UP = 'The job closed the connection before the exchange was complete.';

function failure(exchange, message) {
  return { ...withoutRequest(exchange), phase: 'error', message };
}

function success(exchange, { status, bytes }, response, { bodyBytes }) {
  const kept = bytes.subarray(0, bodyBytes);
  const isShown = bytes.length > 0 && exchange.method !== 'HEAD';
  const body = isShown ? showBytes(kept, bytes.length, kept.length < bytes.length) : undefined;
  const headers = textHeaders(response.getHeaders());
  return { ...withoutRequest(exchange), phase: 'response', status, headers, body };
}

function withoutRequest({ headers: _headers, body: _body, ...same }) {
  return same;
}

const since = (started) => Math.round((performance.now() - started) * 10) / 10;

// ---- what the request says of itself

function urlOf(request, connection) {
  const { url } = request;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return url; // asked of a proxy
  const authority = request.headers[':authority'] ?? request.headers.host ?? connection.label;
  const [scheme, port] = connection.isTls ? ['https', ':443'] : ['http', ':80'];
  const host = authority.endsWith(port) ? authority.slice(0, -port.length) : authority;
  return `${scheme}://${host}${url.startsWith('/') ? '' : '/'}${url}`;
}

/** Headers as the client wrote them; those given more than once are joined. */
function headersOf({ rawHeaders }) {
  const headers = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name.startsWith(':')) continue;
    const value = rawHeaders[index + 1];
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}

function textHeaders(headers) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** End the connection with an error that the job's own client is given. */
function closeWith(request, connection, error) {
  connection?.client.destroy(error);
  (request.stream?.session ?? request.socket).destroy();
}

module.exports = { Exchanges };
