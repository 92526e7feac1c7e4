'use strict';

const { accepted } = require('./exchange.cjs');
const { call, finish } = require('./http.cjs');
const { expandReferences } = require('./state.cjs');

/** Sessions opened with a user name and password, one for each credential object. */
const sessions = new WeakMap();

/**
 * Call the API of an OpenFn platform: `<host>/api/<path>`. The credential holds `baseUrl` (or
 * `host`) and an `access_token`, or a `username` (e-mail) and `password` to sign in with.
 * @public
 * @example <caption>List the jobs of a project</caption>
 * request({ method: 'get', path: 'jobs', params: { project_id: 490 } });
 * @example <caption>Create a job, and do something with the answer</caption>
 * request(
 *   { method: 'post', path: 'jobs', data: { trigger_id: 1, expression: 'steps()' } },
 *   state => {
 *     console.log('Created', state.data.id);
 *     return state;
 *   }
 * );
 * @function
 * @param {object} options - Values may be functions of the state.
 * @param {string} options.method - `get`, `post`, `put`, …
 * @param {string} options.path - A path below `/api/`.
 * @param {object} options.params - Values for the query string.
 * @param {object} options.data - Sent as JSON.
 * @param {function} [callback] - Takes the next state, returns the one after it.
 * @returns {Operation}
 */
function request(options, callback) {
  return async state => {
    const { method = 'get', path, params, data } = expandReferences(options ?? {}, state);
    if (typeof path !== 'string') {
      throw new TypeError('request({ method, path, params, data }, callback) has no path.');
    }
    const signedIn = { ...state, configuration: await platformLogin(state.configuration ?? {}) };
    const answer = await call(signedIn, method.toUpperCase(), `api/${path.replace(/^\/+/, '')}`, {
      query: params,
      body: data,
    });
    const next = finish(state, answer);
    return callback ? callback(next) : next;
  };
}

/** Return the credential to call with: one that holds a token. */
async function platformLogin(configuration) {
  const baseUrl = configuration.baseUrl ?? configuration.host;
  if (!baseUrl) {
    throw new Error('The credential has neither baseUrl nor host: which platform is meant?');
  }
  const { access_token: token, username, password } = configuration;
  if (token !== undefined || username === undefined) {
    return { baseUrl, access_token: token };
  }
  if (!sessions.has(configuration)) {
    const opening = openSession(baseUrl, username, password);
    sessions.set(configuration, opening);
    opening.catch(() => sessions.delete(configuration));
  }
  return { baseUrl, access_token: await sessions.get(configuration) };
}

async function openSession(baseUrl, username, password) {
  const session = { email: username, password };
  const stranger = { configuration: { baseUrl } };
  const answer = await call(stranger, 'POST', 'api/login', { body: { session } });
  const { jwt } = accepted(answer).body ?? {};
  if (!jwt) {
    throw new Error(`The platform at ${baseUrl} signed in without giving a token.`);
  }
  return jwt;
}

exports.request = request;
