'use strict';

/** The bytes and headers of a `StubAnswer`. */

const http = require('node:http');

const JSON_TYPE = 'application/json';
const TEXT_TYPE = 'text/plain; charset=utf-8';
const BYTES_TYPE = 'application/octet-stream';

/** What a request gets that no rule fits: 200 and an empty JSON object. */
const DEFAULT_ANSWER = Object.freeze({ status: 200 });

/** Set by test mode itself, or forbidden in HTTP/2. */
const OUR_HEADERS = new Set([
  'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'upgrade', 'proxy-connection',
]);
const STATUS_WITHOUT_BODY = new Set([204, 304]);

/**
 * Say why an answer cannot be sent; null when it can.
 * @param {object} answer the protocol's `StubAnswer`
 * @returns {string | null} the end of a sentence about the answer
 */
function problemOfAnswer({ status = 200, headers = {} }) {
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    return `its status ${status} is not between 200 and 599`;
  }
  for (const [name, value] of Object.entries(headers ?? {})) {
    try {
      http.validateHeaderName(name);
      http.validateHeaderValue(name, String(value));
    } catch {
      return `its header ${JSON.stringify(name)} has a name or value that HTTP does not allow`;
    }
  }
  return null;
}

/**
 * @param {object} answer the protocol's `StubAnswer`
 * @returns {{status: number, headers: Record<string, string>, bytes: Buffer}}
 */
function renderAnswer(answer) {
  const status = answer.status ?? 200;
  const { bytes, type } = renderBody(answer);
  const headers = {};
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    if (!isOurs(name, answer)) headers[name] = String(value);
  }
  const hasBody = !STATUS_WITHOUT_BODY.has(status);
  const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  if (hasBody && !isTyped) headers['content-type'] = type;
  return { status, headers, bytes: hasBody ? bytes : Buffer.alloc(0) };
}

/**
 * A body given as text is not compressed, whatever the answer it was copied from said: the header
 * would make the client fail.
 */
function isOurs(name, answer) {
  const lower = name.toLowerCase();
  const isBytes = answer.base64 !== undefined && answer.base64 !== null;
  return OUR_HEADERS.has(lower) || (lower === 'content-encoding' && !isBytes);
}

function renderBody({ body, base64 }) {
  if (base64 !== undefined && base64 !== null) {
    return { bytes: Buffer.from(base64, 'base64'), type: BYTES_TYPE };
  }
  if (body === undefined || body === null) return { bytes: Buffer.from('{}'), type: JSON_TYPE };
  if (typeof body === 'string') {
    return { bytes: Buffer.from(body), type: isJson(body) ? JSON_TYPE : TEXT_TYPE };
  }
  return { bytes: Buffer.from(JSON.stringify(body)), type: JSON_TYPE };
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

module.exports = { renderAnswer, problemOfAnswer, DEFAULT_ANSWER };
