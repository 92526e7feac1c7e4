/**
 * What the runner process and its parent say to each other: the twin of
 * `openfn_studio/runner/protocol.py`, which describes every field. Here stand the names, the
 * defaults, and which fields of an event are shown to people and therefore redacted.
 */

export const VERSION = 1;

const REQUIRED = Symbol('required');
const OPTIONAL = Symbol('optional');

const COMMANDS = {
  run: {
    source: REQUIRED,
    url: REQUIRED,
    state: REQUIRED,
    configuration: null,
    limits: REQUIRED,
    rules: [],
    no_console: false,
    breakpoints: [],
    pause_at_start: false,
    break_on_error: false,
    batch: false,
    write_only: [],
  },
  answer: { id: REQUIRED, answer: null },
  step: { state: OPTIONAL },
  continue: { state: OPTIONAL },
  stop: {},
};

const required = (...names) => Object.fromEntries(names.map((name) => [name, REQUIRED]));
const optional = (...names) => Object.fromEntries(names.map((name) => [name, OPTIONAL]));

const EVENTS = {
  ready: required('version', 'node', 'adaptors', 'boot_ms'),
  compiled: { ...required('dialect', 'operations'), ...optional('dropped', 'warnings') },
  state: optional('value', 'too_big'),
  operation_started: required('index'),
  operation_finished: {
    ...required('index', 'took_ms'),
    ...optional('patch', 'returned', 'snapshot_ms'),
  },
  operation_failed: { ...required('index', 'took_ms', 'error'), ...optional('patch') },
  log: { ...required('level', 'text'), ...optional('source', 'operation', 'at') },
  http: {
    ...required('phase', 'id', 'method', 'url'),
    ...optional('operation', 'at', 'headers', 'body', 'status', 'took_ms'),
    ...optional('origin', 'rule', 'message'),
  },
  dns: { ...required('host'), ...optional('operation') },
  blocked: { ...required('what', 'kind'), ...optional('host', 'port', 'operation', 'at') },
  waiting: { ...required('index', 'when'), ...optional('state') },
  halted: { ...required('reason'), ...optional('at', 'operation', 'function', 'rss_mb') },
  state_part: { ...required('text'), ...optional('is_last') },
  finished: {
    ...required('exit_code'),
    ...optional('error', 'state', 'in_parts', 'secret_paths', 'dropped_logs', 'peak_mb', 'took_ms'),
  },
};

/** A command nobody can carry out. */
export class ProtocolError extends Error {}

/**
 * Read one command line.
 * @param {string} line JSON text
 * @returns {object} the command with every default filled in
 * @throws {ProtocolError}
 */
export function readCommand(line) {
  let message;
  try {
    message = JSON.parse(line);
  } catch (error) {
    throw new ProtocolError(`A command is not JSON: ${error.message}`);
  }
  const fields = Object.hasOwn(COMMANDS, message?.type ?? '') ? COMMANDS[message.type] : null;
  if (fields === null) throw new ProtocolError(`There is no command '${message?.type}'.`);
  const command = { ...message };
  for (const [name, fallback] of Object.entries(fields)) {
    if (command[name] !== undefined || fallback === OPTIONAL) continue;
    if (fallback === REQUIRED) {
      throw new ProtocolError(`The command '${message.type}' lacks its '${name}'.`);
    }
    command[name] = fallback;
  }
  return command;
}

/**
 * Check an event's field names; the tests use it.
 * @param {object} event
 * @throws {ProtocolError}
 */
export function checkEvent(event) {
  const fields = Object.hasOwn(EVENTS, event.type ?? '') ? EVENTS[event.type] : null;
  if (fields === null) throw new ProtocolError(`There is no event '${event.type}'.`);
  for (const name of Object.keys(event)) {
    if (name !== 'type' && name !== 'ms' && !Object.hasOwn(fields, name)) {
      throw new ProtocolError(`The event '${event.type}' has no '${name}'.`);
    }
  }
  for (const [name, kind] of Object.entries(fields)) {
    if (kind === REQUIRED && event[name] === undefined) {
      throw new ProtocolError(`The event '${event.type}' lacks its '${name}'.`);
    }
  }
}

// ------------------------------------------------------------------ what of an event is shown

/** The texts of an error, and how many characters of each are told. */
const ERROR_TEXTS = {
  name: 200,
  message: 10_000,
  code: 200,
  cause: 10_000,
  fix: 2_000,
  excerpt: 2_000,
};

const texts = (event, redactor, names) => {
  const shown = {};
  for (const name of names) {
    if (typeof event[name] === 'string') shown[name] = redactor.text(event[name]);
  }
  return shown;
};

const shownPatch = (patch, redactor) =>
  patch?.map((change) => ({
    ...change,
    path: redactor.pointer(change.path),
    ...('value' in change && { value: redactor.value(change.value) }),
  })) ?? null;

const shownCut = (text, redactor, max) => {
  const shown = redactor.cut(text, max);
  return text.length > max ? `${shown}… (${text.length} characters)` : shown;
};

const shownErrorTexts = (error, redactor) => {
  const shown = {};
  for (const [name, max] of Object.entries(ERROR_TEXTS)) {
    if (typeof error[name] === 'string') shown[name] = shownCut(error[name], redactor, max);
  }
  return shown;
};

const shownError = (error, redactor) =>
  error && {
    ...error,
    ...shownErrorTexts(error, redactor),
    ...(error.details !== undefined && { details: redactor.value(error.details) }),
    ...(error.frames && {
      frames: error.frames.map((frame) => ({
        ...frame,
        ...texts(frame, redactor, ['function', 'file']),
      })),
    }),
  };

/** A body that was cut may end within a secret; one that is no text may hold one in its bytes. */
const shownBody = (body, redactor) => {
  if (!body) return body;
  const whole = (text) => (body.is_truncated ? redactor.withoutTornEnd(text) : redactor.text(text));
  if (typeof body.text === 'string') return { ...body, text: whole(body.text) };
  const text = Buffer.from(body.base64 ?? '', 'base64').toString();
  const { base64: _, ...rest } = body;
  return redactor.isIn(text) ? { ...rest, text: whole(text) } : body;
};

const SHOWN = {
  compiled: (event, redactor) => ({
    operations: event.operations.map((one) => ({ ...one, name: redactor.text(one.name) })),
    warnings: event.warnings.map((one) => ({ ...one, message: redactor.text(one.message) })),
  }),
  state: (event, redactor) => ({ value: redactor.value(event.value) }),
  operation_finished: (event, redactor) => ({ patch: shownPatch(event.patch, redactor) }),
  operation_failed: (event, redactor) => ({
    patch: shownPatch(event.patch, redactor),
    error: shownError(event.error, redactor),
  }),
  log: (event, redactor) => texts(event, redactor, ['text']),
  http: (event, redactor) => ({
    ...texts(event, redactor, ['url', 'message']),
    headers: redactor.value(event.headers ?? {}),
    body: shownBody(event.body, redactor),
  }),
  blocked: (event, redactor) => texts(event, redactor, ['what', 'host']),
  dns: (event, redactor) => texts(event, redactor, ['host']),
  waiting: (event, redactor) => ({ state: redactor.value(event.state) }),
  halted: (event, redactor) => texts(event, redactor, ['function']),
  finished: (event, redactor) => ({ error: shownError(event.error, redactor) }),
};

/**
 * The event as it may be shown: what a person could read in it is redacted. `finished.state` and
 * `state_part` stay exact.
 * @param {object} event
 * @param {{text: Function, value: Function, pointer: Function}} redactor
 * @returns {object}
 */
export function shownEvent(event, redactor) {
  const show = SHOWN[event.type];
  return show ? { ...event, ...show(event, redactor) } : event;
}
