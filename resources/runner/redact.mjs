/**
 * Hides the values of a credential in every text that is shown. Twin of
 * `openfn_studio/secrets/redactor.py`; `tests/data/redaction.json` is checked from both sides.
 */

/** What stands where a secret stood. */
export const MASK = '••••';

const MIN_CHARS = 6;
const MIN_DIGITS = 6;
/** A line of a multi-line secret (a PEM key) is a secret of its own from this length on. */
const MIN_LINE_CHARS = 16;
const MAX_DEPTH = 16;
/** A character within JSON within JSON, or in bytes with percent signs, takes no more. */
const MOST_CHARS_FOR_ONE = 9;
/** How JavaScript and JSON name the characters that cannot be seen. */
const LETTERS = {
  '\b': 'b',
  '\f': 'f',
  // A text of several lines is shown in pieces: 'one\n' + 'two'.
  '\n': 'n(?:[\'"`] \\+\\s+[\'"`])?',
  '\r': 'r',
  '\t': 't',
  '\v': 'v',
};
/** How XML and HTML write the characters that mean something there. */
const ENTITIES = {
  '&': ['&amp;'],
  '<': ['&lt;'],
  '>': ['&gt;'],
  '"': ['&quot;', '&#34;'],
  "'": ['&apos;', '&#39;'],
};

const words = (text) => new Set(text.split(' '));

const PUBLIC_WORDS = words(
  'url urls uri uris host hosts hostname server domain endpoint origin port protocol path ' +
    'database db dbname version region locale language timezone env environment site instance ' +
    'realm scope scopes user users username login email mail account name type method format ' +
    'timeout tls ssl secure enabled',
);
const PUBLIC_COMPOUND =
  /^(base|api|host|login|instance|server|site|token|auth|service|web|root)(url|uri|host)$/;
const SECRET_WORDS = words(
  'password passwd pwd pass passphrase passcode token tokens secret secrets key keys pat pin otp ' +
    'cert certificate pem pfx credential credentials auth authorization bearer jwt session ' +
    'cookie signature salt private',
);
const SECRET_PIECES =
  /password|passwd|passphrase|token|secret|apikey|privatekey|accesskey|credential/;
const USER_WORDS = words('user username login email mail account clientid');

/** The words of a key in lower case, without numbers: `baseURL2` gives `base`, `url`. */
const wordsOf = (key) =>
  (String(key).match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase());

/**
 * Say what a configuration key's name tells about its value. The last word decides whether it is
 * public.
 * @param {string} key
 * @returns {'public' | 'secret' | 'unknown'} `unknown` values are hidden like secret ones
 */
export function classifyKey(key) {
  const parts = wordsOf(key);
  const last = parts.at(-1) ?? '';
  if (PUBLIC_WORDS.has(last) || PUBLIC_COMPOUND.test(last)) return 'public';
  if (parts.some((word) => SECRET_WORDS.has(word)) || SECRET_PIECES.test(parts.join(''))) {
    return 'secret';
  }
  return 'unknown';
}

const isUserKey = (key) => {
  const parts = wordsOf(key);
  return USER_WORDS.has(parts.at(-1) ?? '') || USER_WORDS.has(parts.join(''));
};

const textOf = (value) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
    ? String(value)
    : '';

const isLongEnough = (text, value) =>
  typeof value === 'string'
    ? text.length >= MIN_CHARS
    : (text.match(/\d/g)?.length ?? 0) >= MIN_DIGITS;

/** Collects what must not be shown while it walks a configuration. */
class Secrets {
  plain = new Set();
  pairs = new Set();

  constructor(writeOnlyKeys) {
    this.writeOnly = new Set(writeOnlyKeys);
  }

  isHidden(key) {
    return this.writeOnly.has(key) || classifyKey(key) !== 'public';
  }

  walk(value, key, depth) {
    if (depth > MAX_DEPTH || value === null || value === undefined) return;
    if (Array.isArray(value)) {
      for (const item of value) this.walk(item, key, depth + 1);
    } else if (typeof value === 'object') {
      for (const name of Object.keys(value)) this.walk(value[name], name, depth + 1);
      this.addPairs(value);
    } else if (this.isHidden(key)) {
      this.add(value);
    } else {
      this.addPasswordOfUrl(value);
    }
  }

  add(value) {
    const text = textOf(value);
    if (!isLongEnough(text, value)) return;
    this.plain.add(text);
    const scheme = /^(?:Bearer|Basic|Token|Digest|ApiKey)\s+(.+)$/i.exec(text);
    if (scheme) this.add(scheme[1]);
    const lines = text.split(/\r?\n/).map((line) => line.trim());
    if (lines.length < 2) return;
    for (const line of lines) {
      if (line.length >= MIN_LINE_CHARS && !line.startsWith('-----')) this.plain.add(line);
    }
  }

  addPasswordOfUrl(value) {
    const found = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:([^/?#@]+)@/i.exec(textOf(value));
    if (!found) return;
    this.add(found[1]);
    try {
      this.add(decodeURIComponent(found[1]));
    } catch {
      // Not percent-encoded: the text as it stands is all there is.
    }
  }

  /** HTTP Basic joins a user and a password before it encodes them, so the pair is a secret. */
  addPairs(object) {
    const keys = Object.keys(object);
    const hidden = keys.filter((key) => this.isHidden(key)).map((key) => textOf(object[key]));
    const users = keys.filter(isUserKey).map((key) => textOf(object[key]));
    for (const secret of hidden.filter(Boolean)) {
      for (const user of ['', ...users]) this.pairs.add(`${user}:${secret}`);
      this.pairs.add(`${secret}:`);
    }
  }

  /** Patterns of every form in which a secret may turn up, of the longest secret first. */
  patterns() {
    const encoded = new Set();
    for (const pair of [...this.plain, ...this.pairs]) {
      if (pair.length >= MIN_CHARS) for (const form of base64Forms(pair)) encoded.add(form);
    }
    const all = [
      ...Array.from(this.plain, (text) => ({ text, pattern: spellings(text) })),
      ...Array.from(encoded, (text) => ({ text, pattern: escapePattern(text) })),
    ];
    all.sort((a, b) => b.text.length - a.text.length || (a.text < b.text ? -1 : 1));
    return all.map((one) => one.pattern);
  }

  /** No form of a secret has more characters. */
  get longest() {
    const lengths = [...this.plain, ...this.pairs].map((text) => text.length);
    return Math.max(0, ...lengths) * MOST_CHARS_FOR_ONE;
  }
}

const escapePattern = (text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** Hexadecimal digits in a pattern, in either case. */
const anyCase = (hex) => hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

/** The pattern of a secret in which each character stands as itself or escaped, mixed as may be. */
const spellings = (text) => Array.from(text, spellingsOf).join('');

function spellingsOf(char) {
  if (/[A-Za-z0-9_.~-]/.test(char)) return escapePattern(char);
  // The longest first: where a way begins as another does, the first that fits is taken.
  const ways = [inPercent(char), ...(ENTITIES[char] ?? []), ...withBackslash(char)];
  if (char === ' ') ways.push('\\+');
  return `(?:${ways.join('|')})`;
}

/** As JavaScript and JSON write it; JSON within JSON has more backslashes. */
function withBackslash(char) {
  if (char === '\\') return ['\\\\+'];
  if (char > ' ' && char < '\x7f') return [`\\\\*${escapePattern(char)}`];
  const units = char.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  const ways = [char, units.map((unit) => `\\\\+u${anyCase(unit)}`).join('')];
  if (units[0].startsWith('00')) ways.push(`\\\\+x${anyCase(units[0].slice(2))}`);
  if (char in LETTERS) ways.push(`\\\\+${LETTERS[char]}`);
  return ways;
}

function inPercent(char) {
  const bytes = [...Buffer.from(char.toWellFormed())];
  return bytes.map((byte) => `%${anyCase(byte.toString(16).padStart(2, '0'))}`).join('');
}

function base64Forms(text) {
  const standard = Buffer.from(text).toString('base64');
  const bare = standard.replace(/=+$/, '');
  return [
    standard,
    bare,
    Buffer.from(text).toString('base64url'),
    encodeURIComponent(standard),
    standard.replaceAll('/', '\\/'),
  ];
}

const escapePointer = (key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1');

/** Hides the secrets of one configuration. */
class Redactor {
  /** @param {Secrets} secrets */
  constructor(secrets) {
    const patterns = secrets.patterns();
    this.longest = secrets.longest;
    this.pattern = patterns.length ? new RegExp(patterns.join('|'), 'g') : null;
  }

  /**
   * Put the mask over every secret in a text.
   * @param {string} text
   * @returns {string}
   */
  text(text) {
    if (this.pattern === null || text.length < MIN_CHARS) return text;
    return text.replace(this.pattern, MASK);
  }

  /**
   * Put the mask over every secret in a text and cut it, redacting first what the cut might tear
   * apart.
   * @param {string} text
   * @param {number} max characters that are kept
   * @returns {string}
   */
  cut(text, max) {
    const window = text.slice(0, max + 2 * this.longest);
    const isTorn = window.length < text.length;
    const shown = isTorn ? this.withoutTornEnd(window) : this.text(window);
    return shown.slice(0, max).toWellFormed();
  }

  /** Put the mask over every secret in the beginning of a text whose end may be half a secret. */
  withoutTornEnd(text) {
    const shown = this.text(text);
    return shown.slice(0, Math.max(0, shown.length - this.longest));
  }

  /** Whether a text holds a secret. */
  isIn(text) {
    if (this.pattern === null) return false;
    this.pattern.lastIndex = 0;
    return this.pattern.test(text);
  }

  /** Put the mask over every secret in a JSON value, keys included; unchanged parts are shared. */
  value(value) {
    if (this.pattern === null) return value;
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.isIn(String(value)) ? MASK : value;
    if (typeof value !== 'object' || value === null) return value;
    return Array.isArray(value) ? this.array(value) : this.object(value);
  }

  array(value) {
    let copy = value;
    for (let index = 0; index < value.length; index++) {
      const shown = this.value(value[index]);
      if (shown === value[index]) continue;
      if (copy === value) copy = value.slice();
      copy[index] = shown;
    }
    return copy;
  }

  object(value) {
    let isChanged = false;
    const entries = [];
    for (const key of Object.keys(value)) {
      const name = this.text(key);
      const shown = this.value(value[key]);
      isChanged ||= name !== key || shown !== value[key];
      entries.push([name, shown]);
    }
    return isChanged ? Object.fromEntries(entries) : value;
  }

  /** Put the mask over the secrets in a JSON Pointer's keys, which carry their own escapes. */
  pointer(pointer) {
    if (this.pattern === null || pointer === '') return pointer;
    const keys = pointer.slice(1).split('/');
    const plain = keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    return plain.map((key) => `/${escapePointer(this.text(key))}`).join('');
  }

  /**
   * Find where a JSON value holds a secret, in a key or a value.
   * @param {unknown} value
   * @returns {string[]} JSON Pointers in document order; masked where a key itself is a secret
   */
  findIn(value) {
    const found = [];
    if (this.pattern !== null) this.search(value, '', found);
    return found;
  }

  search(value, pointer, found) {
    if (typeof value === 'string' || typeof value === 'number') {
      if (this.isIn(String(value))) found.push(this.pointer(pointer));
    } else if (typeof value === 'object' && value !== null) {
      for (const key of Object.keys(value)) {
        const inner = `${pointer}/${escapePointer(key)}`;
        if (!Array.isArray(value) && this.isIn(key)) found.push(this.pointer(inner));
        else this.search(value[key], inner, found);
      }
    }
  }
}

/**
 * Make the redactor of one credential.
 *
 * Hidden are values of at least 6 characters (numbers: 6 digits) under keys that are write-only,
 * look secret or are unknown, the password inside a public URL, and their base64, `user:password`,
 * URL-, JSON- and XML-escaped forms.
 * @param {unknown} configuration the credential's body
 * @param {string[]} [writeOnlyKeys] keys the adaptor's credential schema marks `writeOnly`
 * @returns {Redactor}
 */
export function makeRedactor(configuration, writeOnlyKeys = []) {
  const secrets = new Secrets(writeOnlyKeys);
  secrets.walk(configuration, '', 0);
  return new Redactor(secrets);
}
