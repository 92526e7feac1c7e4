/** Plain-language advice for errors people meet often. */

const MAX_DISTANCE = 3;
/** An error says what it is about at its beginning. */
const CHARS_READ = 2_000;

/** The error's own words, and what to do about them. The first that fits is given. */
const ADVICE = [
  [
    /^Cannot read propert(?:y|ies) '?(?:of )?(undefined|null)'? \(reading '(.+?)'\)/,
    ([, what, key]) =>
      `What stands before '.${key}' is ${what} here: look at the state before this operation, or ` +
      `check that it is there before you read '${key}' from it.`,
  ],
  [
    /^Cannot set propert(?:y|ies) of (undefined|null) \(setting '(.+?)'\)/,
    ([, what, key]) =>
      `What stands before '.${key}' is ${what} here: create that object before you set '${key}'.`,
  ],
  [
    /(\S+) is not iterable/,
    ([, what]) => `${what} is not a list here: look at the state before this operation.`,
  ],
  [
    /^Assignment to constant variable/,
    () => 'A name declared with const cannot be given a new value: declare it with let.',
  ],
  [
    /is not valid JSON|Unexpected (?:token|end).* JSON/,
    () =>
      'The text that was read is not JSON, often an HTML error page: look at the answer of the ' +
      'request.',
  ],
  [
    /Invalid operation|did not give an operation/,
    () => 'Every call at the top of a job must give an operation, as fn(), get() or post() do.',
  ],
  [
    /Maximum call stack size exceeded/,
    () => 'A function calls itself without end: give it a condition at which it stops.',
  ],
  [
    /Code generation from strings disallowed/,
    () => 'OpenFn does not allow eval and new Function: write the code out.',
  ],
  [/Invalid array length|Array buffer allocation failed/, () => 'Work on fewer items at once.'],
];

const CODES = {
  ENOTFOUND: 'The host name is not known: check the URL in the credential, and your connection.',
  EAI_AGAIN: 'Host names cannot be looked up at the moment: check your connection.',
  ECONNREFUSED:
    'Nothing answers at that address and port: check the URL, and that the server runs.',
  ECONNRESET: 'The server closed the connection: try again, or ask who runs it.',
  ETIMEDOUT: 'The server did not answer in time: check the URL and your connection, or try again.',
  UND_ERR_CONNECT_TIMEOUT: 'The server did not answer in time: check the URL and your connection.',
  CERT_HAS_EXPIRED: "The server's certificate has expired: whoever runs it must renew it.",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'The server uses a certificate of its own making: add its CA in the settings.',
  SELF_SIGNED_CERT_IN_CHAIN:
    "A certificate on the way is not known here: add your organisation's CA.",
  ERR_INVALID_URL:
    'That is not a whole URL: it needs https:// and a host, often from the credential.',
  ENOENT: 'There is no such file: check its path.',
  EACCES: 'This file may not be opened: check its rights.',
};

const STATUSES = {
  400: 'The server did not accept the request: compare its body with what the API asks for.',
  401: 'The server did not accept the credential: check user, password or token.',
  403: 'The credential is known but may not do this: ask for the right on the server.',
  404: 'There is nothing at that address: check the path and the ids in it.',
  409: 'The server already holds something that contradicts this: read its answer.',
  422: 'The server read the data and refused it: its answer says which field.',
  429: 'The server was asked too often: wait, or send fewer requests.',
  500: 'The server itself failed: its answer or whoever runs it may say why.',
  503: 'The server is not available at the moment: try again later.',
};

/**
 * One sentence on what to do about an error, or null.
 * @param {{message: string, code?: string|null, details?: object}} error
 * @param {string[]} names what a job may call, to find what was meant
 * @returns {string|null}
 */
export function fixFor({ message: whole, code, details }, names) {
  const message = whole.slice(0, CHARS_READ);
  const unknown = /^(\S+) is not defined/.exec(message) ?? /export named '(.+?)'/.exec(message);
  if (unknown) return adviceOnName(unknown[1], names);
  const notFunction = /(?:^|[\s.])([\w$]+)(?:\(\.\.\.\))? is not a function/.exec(message);
  if (notFunction) return adviceOnFunction(notFunction[1], message, names);
  const missing = /^Functions? not available: ([\w$]+)/.exec(message);
  if (missing) return adviceOnUnavailable(missing[1], names);
  const byCode = CODES[code] ?? Object.entries(CODES).find(([one]) => message.includes(one))?.[1];
  if (byCode) return byCode;
  for (const [pattern, advise] of ADVICE) {
    const found = pattern.exec(message);
    if (found) return advise(found);
  }
  return STATUSES[statusOf(message, details)] ?? null;
}

function statusOf(message, details) {
  const given = details?.status ?? details?.statusCode ?? details?.response?.status;
  return given ?? /\b(?:status(?: code)?|HTTP|error)[ :]+([45]\d\d)\b/i.exec(message)?.[1];
}

function adviceOnName(name, names) {
  const near = nearest(name, names);
  if (near) return `Did you mean '${near}'?`;
  return `Declare '${name}' in the job, import it, or choose the adaptor that has it.`;
}

function adviceOnFunction(name, message, names) {
  if (/\)\.(then|catch) is not a function/.test(message)) {
    return 'This operation gives no promise here: .then and .catch belong to the v2 dialect.';
  }
  const near = nearest(name, names);
  if (near && near !== name) return `Did you mean '${near}'?`;
  return `'${name}' is not a function here: check its spelling and what stands before it.`;
}

function adviceOnUnavailable(name, names) {
  const near = nearest(name, names);
  if (near) return `Did you mean '${near}'?`;
  return (
    `The v1 engine removes functions and variables a job declares at its root: move '${name}' ` +
    'into fn(state => { … }), or choose the adaptor that has it.'
  );
}

/** The name that differs least from the one written, if it is near enough. */
export function nearest(written, names) {
  const limit = Math.min(MAX_DISTANCE, Math.floor(written.length / 2));
  let best = null;
  let least = limit + 1;
  for (const name of names) {
    const distance = distanceBetween(written.toLowerCase(), name.toLowerCase(), least);
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** Levenshtein's distance, given up once it reaches `limit`. */
function distanceBetween(a, b, limit) {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
