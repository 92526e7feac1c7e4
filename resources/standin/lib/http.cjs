'use strict';

const { accepted, exchange } = require('./exchange.cjs');
const { isOwnSystem, loginFrom } = require('./login.cjs');
const { composeNextState, expandReferences } = require('./state.cjs');

/**
 * Make a GET request. Its answer is `state.response`, the body of it `state.data`.
 * @public
 * @example
 * get('/patients', { query: { village: 'Amani' } });
 * @example <caption>The query is a function, and a callback gets the next state</caption>
 * get('forms/data/wide/json/visits', {
 *   query: state => ({ date: state.lastSubmissionDate || '2016-08-29' }),
 *   callback: state => {
 *     const submissions = state.response.body;
 *     return submissions.reduce(
 *       (acc, item) => acc.then(post('/inbox', { body: item })),
 *       Promise.resolve(state)
 *     );
 *   },
 * });
 * @function
 * @param {string | function} path - A path below `configuration.baseUrl`, or a whole address.
 * @param {object} [params] - What else the request holds; values may be functions of the state.
 * @param {object} params.query - Values for the query string.
 * @param {object} params.headers - HTTP headers.
 * @param {object} params.authentication - `{ username, password }` instead of the credential.
 * @param {number} params.timeout - Milliseconds to wait for an answer.
 * @param {function} params.callback - Takes the next state, returns the one after it.
 * @param {function} [callback] - The same, as the last argument.
 * @returns {Operation}
 */
function get(path, params, callback) {
  return operation('GET', path, params, callback);
}

/**
 * Make a POST request.
 * @public
 * @example
 * post('/patients', { body: state => state.data.patient });
 * @function
 * @param {string | function} path - A path below `configuration.baseUrl`, or a whole address.
 * @param {object} [params] - As for `get`.
 * @param {any} params.body - Sent as JSON; a string is sent as it is.
 * @param {object} params.form - Sent as a web form instead.
 * @param {function} [callback] - Takes the next state, returns the one after it.
 * @returns {Operation}
 */
function post(path, params, callback) {
  return operation('POST', path, params, callback);
}

/**
 * Make a PUT request.
 * @public
 * @example
 * put('/patients/12', { body: { name: 'Amina Otieno' } });
 * @function
 * @param {string | function} path - A path below `configuration.baseUrl`, or a whole address.
 * @param {object} [params] - As for `post`.
 * @param {function} [callback] - Takes the next state, returns the one after it.
 * @returns {Operation}
 */
function put(path, params, callback) {
  return operation('PUT', path, params, callback);
}

/**
 * Make a PATCH request.
 * @public
 * @example
 * patch('/patients/12', { body: { phone: null } });
 * @function
 * @param {string | function} path - A path below `configuration.baseUrl`, or a whole address.
 * @param {object} [params] - As for `post`.
 * @param {function} [callback] - Takes the next state, returns the one after it.
 * @returns {Operation}
 */
function patch(path, params, callback) {
  return operation('PATCH', path, params, callback);
}

/**
 * Make a DELETE request.
 * @public
 * @example
 * del('/patients/12');
 * @function
 * @param {string | function} path - A path below `configuration.baseUrl`, or a whole address.
 * @param {object} [params] - As for `post`.
 * @param {function} [callback] - Takes the next state, returns the one after it.
 * @returns {Operation}
 */
function del(path, params, callback) {
  return operation('DELETE', path, params, callback);
}

/**
 * Make a GET request and post its answer on, good or bad, with an id. A bad answer is no error of
 * the job: it arrives at `postUrl` as `{ externalId, success: false, statusCode, error }`; a good
 * one as `{ externalId, success: true, statusCode, body }`.
 * @public
 * @example
 * fetchWithErrors({
 *   getEndpoint: 'send_to_contact',
 *   query: state => ({ msisdn: state.data.phone, message: state.data.text }),
 *   externalId: state.data.id,
 *   postUrl: 'https://platform.example.org/inbox/receipts',
 * });
 * @function
 * @param {object} params - Values may be functions of the state.
 * @param {string} params.getEndpoint - A path below `configuration.baseUrl`.
 * @param {object} params.query - Values for the query string.
 * @param {any} params.externalId - What the receiver knows the message by.
 * @param {string} params.postUrl - Where the answer is posted.
 * @returns {Operation}
 */
function fetchWithErrors(params) {
  return async state => {
    const { getEndpoint, query, externalId, postUrl } = expandReferences(params, state);
    const fetched = await call(state, 'GET', getEndpoint, { query }).then(accepted).then(
      answer => ({ success: true, statusCode: answer.statusCode, body: answer.body }),
      error => ({
        success: false,
        statusCode: error.statusCode ?? null,
        error: { message: error.message, body: error.body ?? null },
      })
    );
    return finish(state, await call(state, 'POST', postUrl, { body: { externalId, ...fetched } }));
  };
}

function operation(method, path, params, callback) {
  const { callback: inner, ...values } = typeof params === 'function' ? params : (params ?? {});
  return async state => {
    const given = typeof params === 'function' ? expandReferences(params, state) : values;
    const target = expandReferences(path, state);
    const answer = await call(state, method, target, expandReferences(given, state));
    const next = finish(state, answer);
    const last = callback ?? inner;
    return last ? last(next) : next;
  };
}

/** Take an accepted answer into the state. */
function finish(state, answer) {
  const { body, statusCode, statusMessage, headers, method, url } = accepted(answer);
  console.log(`${method} ${url} answered ${statusCode}`);
  const response = { statusCode, statusMessage, headers, body, method, url };
  return { ...composeNextState(state, body), response };
}

/** Make the request of an operation: address, login, query and body put together. */
function call(state, method, path, params) {
  const configuration = state.configuration ?? {};
  const url = address(path, configuration.baseUrl, params.query);
  const own = params.authentication ?? params.auth;
  const login = own || isOwnSystem(url, configuration.baseUrl)
    ? loginFrom(own ? { ...own } : configuration)
    : null;
  return exchange({ method, url, login, timeout: params.timeout, ...content(params) });
}

function address(path, baseUrl, query) {
  if (typeof path !== 'string') {
    throw new TypeError(`The path of a request is no text but ${typeof path}.`);
  }
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(path);
  if (!whole && !baseUrl) {
    throw new Error(`"${path}" is no whole address, and the credential has no baseUrl.`);
  }
  const joined = whole ? path : `${baseUrl.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
  const url = new URL(joined);
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const item of [value].flat()) {
      if (item !== undefined && item !== null) {
        url.searchParams.append(name, item);
      }
    }
  }
  return url.href;
}

/** Return the bytes and headers of a request body. */
function content({ body, form, headers = {} }) {
  const given = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  );
  const standard = { accept: 'application/json, */*', 'user-agent': 'openfn-studio-standin/0.1.0' };
  if (form !== undefined) {
    const type = 'application/x-www-form-urlencoded';
    const text = new URLSearchParams(form).toString();
    return packed(text, { ...standard, 'content-type': type, ...given });
  }
  if (body === undefined) {
    return { headers: { ...standard, ...given } };
  }
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
  const type = isRaw ? {} : { 'content-type': 'application/json' };
  return packed(isRaw ? body : JSON.stringify(body), { ...standard, ...type, ...given });
}

function packed(text, headers) {
  const body = Buffer.from(text);
  return { body, headers: { ...headers, 'content-length': body.length } };
}

module.exports = { call, del, fetchWithErrors, finish, get, patch, post, put };
