/** Turns whatever was thrown into the protocol's `JobError`: never throws, always names a place. */
import { fixFor } from './fixes.mjs';
import { snapshot } from './snapshot.mjs';
import { framesOf } from './stack.mjs';

const LINE_END = /\r\n|[\n\r\u2028\u2029]/;
const MISSING_EXPORT = /does not provide an export named '(.+?)'/;
const MAX_CAUSES = 5;
const MAX_DETAILS = 30;
const MAX_ADVICE = 500;
const NODES_A_DETAIL = 300;
const MAX_EXCERPT = 120;
const STACK_FRAMES = 50;
/** What an error carries that is told elsewhere, or that only repeats a connection's machinery. */
const NOT_DETAILS = new Set([
  'stack',
  'message',
  'name',
  'cause',
  'code',
  'request',
  'config',
  'near',
]);
/** OpenFn's own three words for how bad an error is, by its class. */
const SEVERITIES = {
  ReferenceError: 'crash',
  SyntaxError: 'crash',
  ImportError: 'crash',
  EvalError: 'kill',
};

/** Frames of adaptors are many: V8 keeps ten unless told. */
export function keepLongStacks(errorClass = Error) {
  errorClass.stackTraceLimit = STACK_FRAMES;
}

const read = (object, key) => {
  try {
    return object?.[key];
  } catch {
    return undefined;
  }
};

function messageOf(error) {
  if (typeof error === 'string') return error;
  const message = read(error, 'message');
  if (typeof message === 'string' && message !== '') return message;
  const inner = messagesWithin(error);
  if (inner) return inner;
  return shortText(error);
}

/** An AggregateError often has no message of its own. */
function messagesWithin(error) {
  const errors = read(error, 'errors');
  if (!Array.isArray(errors)) return '';
  return errors
    .slice(0, MAX_CAUSES)
    .map((one) => messageOf(one))
    .join('; ');
}

function shortText(value) {
  if (isErrorLike(value)) return nameOf(value);
  if (value === null || value === undefined) return `${value}: the throw gives no reason`;
  if (typeof value !== 'object') return `${typeof value}: ${safeString(value)}`;
  const shown = snapshot(value, { nodes: NODES_A_DETAIL });
  return shown.isTooBig ? 'an object too big to show' : JSON.stringify(shown.value);
}

function safeString(value) {
  try {
    return String(value);
  } catch {
    return '(cannot be shown)';
  }
}

const isErrorLike = (value) => typeof read(value, 'stack') === 'string';

function nameOf(error) {
  const name = read(error, 'name');
  if (typeof name === 'string' && name !== '') return name;
  const constructed = read(read(error, 'constructor'), 'name');
  if (isErrorLike(error) && typeof constructed === 'string') return constructed;
  return 'Thrown';
}

function codeOf(error) {
  const code = read(error, 'code');
  return typeof code === 'string' || typeof code === 'number' ? String(code) : null;
}

/** What an adaptor says of its own error: by OpenFn's convention in `description` and `fix`. */
function adviceIn(error) {
  const said = ['description', 'fix']
    .map((key) => read(error, key))
    .filter((text) => typeof text === 'string' && text.trim() !== '')
    .map((text) => text.trim().slice(0, MAX_ADVICE).toWellFormed())
    .map((text) => (/[.!?…]$/.test(text) ? text : `${text}.`));
  return said.length > 0 ? said.join(' ') : null;
}

function detailsOf(error) {
  if (typeof error !== 'object' || error === null) return undefined;
  const details = {};
  let keys = [];
  try {
    keys = Object.keys(error);
  } catch {
    return undefined;
  }
  for (const key of keys.slice(0, MAX_DETAILS)) {
    if (NOT_DETAILS.has(key)) continue;
    const shown = snapshot(read(error, key), { nodes: NODES_A_DETAIL, showFunctions: false });
    if (shown.isTooBig) details[key] = '(too big to show)';
    else if (shown.value !== undefined) details[key] = shown.value;
  }
  const errors = read(error, 'errors');
  if (Array.isArray(errors)) details.errors = errors.slice(0, MAX_CAUSES).map(oneLine);
  return Object.keys(details).length > 0 ? details : undefined;
}

const oneLine = (error) => `${nameOf(error)}: ${messageOf(error)}`;

function causeOf(error) {
  const chain = [];
  const seen = new Set([error]);
  let cause = read(error, 'cause');
  while (cause !== undefined && cause !== null && !seen.has(cause) && chain.length < MAX_CAUSES) {
    seen.add(cause);
    chain.push(oneLine(cause));
    cause = read(cause, 'cause');
  }
  return chain.length > 0 ? chain.join(', caused by ') : null;
}

function codeOfCauses(error) {
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES; depth++) {
    const code = codeOf(current);
    if (code !== null) return code;
    current = read(current, 'cause');
  }
  return null;
}

const severityOf = (error) => SEVERITIES[read(read(error, 'constructor'), 'name')] ?? 'fail';

/**
 * A line of the job and a caret under the column.
 * @param {string} source
 * @param {{line: number, column: number}|null} at
 * @returns {string|null}
 */
export function excerptOf(source, at) {
  const text = at && source.split(LINE_END)[at.line - 1];
  if (text === null || text === undefined) return null;
  const start = Math.max(0, Math.min(at.column - 1 - MAX_EXCERPT / 2, text.length - MAX_EXCERPT));
  const shown = text.slice(start, start + MAX_EXCERPT).toWellFormed();
  const number = `${at.line} | `;
  const before = shown.slice(0, at.column - 1 - start).replace(/[^\t]/g, ' ');
  return `${number}${shown}\n${' '.repeat(number.length)}${before}^`;
}

/** Where a text first stands in the job. */
function placeOf(source, text) {
  const index = source.indexOf(text);
  if (index < 0) return null;
  const lines = source.slice(0, index).split(LINE_END);
  return { line: lines.length, column: lines.at(-1).length + 1 };
}

/** Describes the errors of one run. */
export class ErrorTeller {
  /**
   * @param {import('./where.mjs').Whereabouts} whereabouts
   * @param {import('./adaptors.mjs').Adaptors} adaptors
   */
  constructor(whereabouts, adaptors) {
    this.whereabouts = whereabouts;
    this.adaptors = adaptors;
    this.source = '';
  }

  /** Take the text of the run that begins. */
  begin(source) {
    this.source = source;
  }

  /**
   * Describe anything thrown by the job or an adaptor.
   * @param {unknown} error
   * @param {object} [known] fields that are known better than the error tells
   * @returns {object} a `JobError`
   */
  describe(error, known = {}) {
    const { whereabouts, adaptors } = this;
    const message = messageOf(error);
    const frames = framesOf(error, message, {
      url: whereabouts.url,
      toSource: (line, column) => whereabouts.toSource(line, column),
      packageOf: (file) => adaptors.packageOf(file),
    });
    const inJob = frames.find((frame) => !frame.package);
    const at = inJob
      ? { line: inJob.line, column: inJob.column }
      : (this.placeGiven(error) ?? whereabouts.operationLine());
    const told = {
      name: nameOf(error),
      message,
      source: frames[0]?.package ? 'adaptor' : 'job',
      severity: severityOf(error),
      at,
      operation: whereabouts.operation,
      frames,
      code: codeOfCauses(error),
      details: detailsOf(error),
      cause: causeOf(error),
      ...known,
    };
    told.fix ??= adviceIn(error) ?? fixFor(told, this.adaptors.names);
    told.excerpt = excerptOf(this.source, told.at);
    return told;
  }

  /** A place the error itself names: V8 puts that of a syntax error at the head of the stack. */
  placeGiven(error) {
    const { url } = this.whereabouts;
    const near = read(error, 'near') ?? MISSING_EXPORT.exec(String(read(error, 'message')))?.[1];
    if (typeof near === 'string') return placeOf(this.source, near);
    const stack = read(error, 'stack');
    if (typeof stack !== 'string' || !url || !stack.startsWith(`${url}:`)) return null;
    const line = Number(/^\d+/.exec(stack.slice(url.length + 1))?.[0]);
    return Number.isInteger(line) && line > 0 ? { line, column: 1 } : null;
  }

  /** Describe a job that breaks its dialect's rules. */
  describeCompileError(error) {
    const details = {
      ...(error.details !== undefined && { reason: error.details }),
      ...(error.problems?.length && { problems: error.problems }),
    };
    const told = {
      name: 'CompileError',
      message: error.message,
      source: 'compile',
      severity: 'crash',
      at: error.at ? { line: error.at.line, column: error.at.column } : null,
      details: Object.keys(details).length > 0 ? details : undefined,
      excerpt: excerptOf(this.source, error.at ?? null),
    };
    return { ...told, fix: error.details ?? fixFor(told, this.adaptors.names) };
  }
}
