'use strict';

/*
 * One HTTP exchange: node:http and node:https only, so that live watching and test mode see it.
 */

const http = require('node:http');
const https = require('node:https');
const digest = require('./digest.cjs');

const MOST_REDIRECTS = 5;
const EXCERPT = 300;

/** An answer other than 2xx, or none at all. */
class HttpError extends Error {
  constructor(message, details) {
    super(message);
    this.name = 'HttpError';
    Object.assign(this, details);
  }
}

/**
 * Make a request and return the answer, whatever its status.
 *
 * `login` is `{type, username, password, token}` or null; it is sent to the host of `url` only.
 */
async function exchange({ method, url, headers = {}, body, login, timeout }) {
  let target = new URL(url);
  let call = { method, headers: { ...headers }, body, timeout };
  for (let redirects = 0; ; redirects += 1) {
    const trusted = target.origin === new URL(url).origin;
    const answer = await signedIn(target, call, trusted ? login : null);
    const location = answer.headers.location;
    if (![301, 302, 303, 307, 308].includes(answer.statusCode) || !location) {
      return { ...answer, method: call.method, url: String(target) };
    }
    if (redirects === MOST_REDIRECTS) {
      throw new HttpError(`${method} ${url} was redirected more than ${MOST_REDIRECTS} times.`, {});
    }
    target = new URL(location, target);
    call = redirected(call, answer.statusCode, target.origin === new URL(url).origin);
  }
}

/** Return the call that follows a redirect: without secrets when it leaves the host. */
function redirected(call, status, sameHost) {
  const headers = Object.fromEntries(Object.entries(call.headers).filter(([name]) =>
    sameHost || !['authorization', 'cookie'].includes(name.toLowerCase())
  ));
  const keeps = status === 307 || status === 308 || ['GET', 'HEAD'].includes(call.method);
  return keeps ? { ...call, headers } : { ...call, headers, method: 'GET', body: undefined };
}

/** Send with the login, and answer a digest challenge when the server makes one. */
async function signedIn(target, call, login) {
  const first = await send(target, { ...call, headers: { ...standing(login), ...call.headers } });
  const [challenge] = digest.challenges(first.headers['www-authenticate']);
  const canAnswer = login?.username !== undefined && login.type !== 'bearer';
  if (first.statusCode !== 401 || !challenge || !canAnswer) {
    return first;
  }
  const uri = target.pathname + target.search;
  const authorization = digest.answer(challenge, { ...login, method: call.method, uri });
  return send(target, { ...call, headers: { ...call.headers, authorization } });
}

/** Return the header that can be sent without being asked. */
function standing(login) {
  if (login?.type === 'bearer') {
    return { authorization: `Bearer ${login.token}` };
  }
  if (login?.type === 'basic') {
    const pair = Buffer.from(`${login.username}:${login.password}`, 'utf8').toString('base64');
    return { authorization: `Basic ${pair}` };
  }
  return {};
}

function send(target, { method, headers, body, timeout }) {
  const client = { 'http:': http, 'https:': https }[target.protocol];
  if (!client) {
    throw new HttpError(`${target.protocol}// is not a web address: ${target.href}`, {});
  }
  return new Promise((resolve, reject) => {
    const fail = error => reject(unanswered(error, method, target));
    const request = client.request(target, { method, headers, timeout }, response => {
      const chunks = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => resolve(read(response, Buffer.concat(chunks))));
    });
    request.on('error', fail);
    request.on('timeout', () => request.destroy(new Error(`no answer within ${timeout} ms`)));
    request.end(body);
  });
}

function unanswered(error, method, target) {
  // The error of test mode keeps its own words: they say what was stopped and why.
  const why = error.message || error.errors?.[0]?.message || error.code;
  return new HttpError(`${method} ${target.href} was not answered: ${why}`, {
    code: error.code,
    method,
    url: target.href,
    cause: error,
  });
}

function read(response, bytes) {
  const text = bytes.toString('utf8');
  const says = String(response.headers['content-type'] ?? '');
  return {
    statusCode: response.statusCode,
    statusMessage: response.statusMessage,
    headers: response.headers,
    body: /[/+]json\b/i.test(says) || !says ? parsed(text) : text,
  };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Return the answer when its status is 2xx; otherwise throw an error that shows it. */
function accepted(answer) {
  if (answer.statusCode >= 200 && answer.statusCode < 300) {
    return answer;
  }
  const { method, url, statusCode, statusMessage, body, headers } = answer;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const excerpt = text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
  const said = excerpt ? `: ${excerpt}` : '';
  throw new HttpError(`${method} ${url} answered ${statusCode} ${statusMessage}${said}`, {
    method, url, statusCode, statusMessage, body, headers,
  });
}

module.exports = { HttpError, accepted, exchange };
