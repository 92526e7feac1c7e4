'use strict';

/** Return how to sign in, from a credential: `{type, username, password, token}`, or null. */
function loginFrom(configuration) {
  const given = configuration ?? {};
  const token = given.access_token ?? given.token;
  const username = given.username ?? given.user ?? given.userName;
  const type = given.authType ?? (token === undefined ? 'basic' : 'bearer');
  if (type === 'bearer') {
    return token === undefined ? null : { type, token };
  }
  if (!['basic', 'digest'].includes(type)) {
    throw new Error(`authType is "${type}"; it can be basic, bearer or digest.`);
  }
  return username === undefined ? null : { type, username, password: given.password ?? '' };
}

/** Tell whether the credential may go to `url`: always to its own system, never past it. */
function isOwnSystem(url, baseUrl) {
  return !baseUrl || new URL(url).origin === new URL(baseUrl).origin;
}

module.exports = { isOwnSystem, loginFrom };
