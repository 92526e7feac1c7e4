'use strict';

/*
 * HTTP digest authentication (RFC 7616): MD5 and SHA-256, their "-sess" forms, qop "auth" or none.
 */

const { createHash, randomBytes } = require('node:crypto');

const HASHES = { 'MD5': 'md5', 'SHA-256': 'sha256' };
const PARAMETER = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/y;

/** Read a `WWW-Authenticate` header; return its digest challenges, the strongest first. */
function challenges(header) {
  const found = [];
  for (const start of String(header ?? '').matchAll(/(?:^|,)\s*digest\s+/gi)) {
    found.push(parameters(header, start.index + start[0].length));
  }
  return found
    .filter(challenge => challenge.nonce && hashOf(challenge))
    .sort((a, b) => strength(b) - strength(a));
}

function parameters(header, start) {
  const found = {};
  PARAMETER.lastIndex = start;
  for (let part = PARAMETER.exec(header); part; part = PARAMETER.exec(header)) {
    const [, name, quoted, bare] = part;
    found[name.toLowerCase()] = bare ?? quoted.replace(/\\(.)/g, '$1');
    const comma = /\s*,\s*/y;
    comma.lastIndex = PARAMETER.lastIndex;
    if (!comma.test(header)) {
      break;
    }
    PARAMETER.lastIndex = comma.lastIndex;
  }
  return found;
}

const algorithmOf = challenge => (challenge.algorithm ?? 'MD5').toUpperCase();
const hashOf = challenge => HASHES[algorithmOf(challenge).replace(/-SESS$/, '')];
const strength = challenge => (hashOf(challenge) === 'sha256' ? 1 : 0);

/** Return the `Authorization` header that answers `challenge`. */
function answer(challenge, { username, password, method, uri }) {
  const algorithm = algorithmOf(challenge);
  const hash = text => createHash(hashOf(challenge)).update(text, 'utf8').digest('hex');
  const cnonce = randomBytes(12).toString('hex');
  const nc = '00000001';
  const offered = (challenge.qop ?? '').split(',').map(qop => qop.trim().toLowerCase());
  if (challenge.qop && !offered.includes('auth')) {
    throw new Error(`The server wants digest protection "${challenge.qop}"; only "auth" is known.`);
  }
  const qop = challenge.qop ? 'auth' : '';
  const user = hash(`${username}:${challenge.realm ?? ''}:${password}`);
  const secret = algorithm.endsWith('-SESS') ? hash(`${user}:${challenge.nonce}:${cnonce}`) : user;
  const target = hash(`${method}:${uri}`);
  const middle = qop ? [challenge.nonce, nc, cnonce, qop] : [challenge.nonce];
  const fields = {
    username: quoted(username),
    realm: quoted(challenge.realm ?? ''),
    nonce: quoted(challenge.nonce),
    uri: quoted(uri),
    response: quoted(hash([secret, ...middle, target].join(':'))),
    ...(challenge.algorithm && { algorithm: challenge.algorithm }),
    ...(challenge.opaque !== undefined && { opaque: quoted(challenge.opaque) }),
    ...(qop && { qop, nc, cnonce: quoted(cnonce) }),
  };
  const written = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  return `Digest ${written.join(', ')}`;
}

const quoted = text => `"${String(text).replace(/(["\\])/g, '\\$1')}"`;

module.exports = { answer, challenges };
