/** Reads V8's stack texts: which frames are the job's, which an adaptor's. */
import { fileURLToPath } from 'node:url';

const MAX_LINES = 120;
const MAX_FRAMES = 30;
const FRAME = /^\s*at (?:(.*?) \()?(?:async )?(.+?):(\d+):(\d+)\)?$/;

const stackOf = (error) => {
  try {
    return typeof error?.stack === 'string' ? error.stack : '';
  } catch {
    return '';
  }
};

/** The stack without its message, which may hold lines that look like frames. */
function withoutHeader(stack, message) {
  const at = message ? stack.indexOf(message) : -1;
  return at < 0 ? stack : stack.slice(at + message.length);
}

function fileOf(url) {
  try {
    return url.startsWith('file:') ? fileURLToPath(url) : url;
  } catch {
    return url;
  }
}

const functionName = (text) =>
  text?.replace(/^async /, '').replace(/^(?:Object|Module|Proxy)\./, '') || null;

/**
 * The frames of an error that belong to the job or to a package.
 * @param {unknown} error
 * @param {string} message the error's message, read already
 * @param {{url: string, toSource: Function, packageOf: (file: string) => string|null}} context
 * @returns {object[]} `Frame`s of the protocol, innermost first
 */
export function framesOf(error, message, { url, toSource, packageOf }) {
  const frames = [];
  for (const line of withoutHeader(stackOf(error), message).split('\n').slice(0, MAX_LINES)) {
    const found = FRAME.exec(line);
    if (found === null || frames.length >= MAX_FRAMES) continue;
    const [, called, place, lineText, columnText] = found;
    const position = { line: Number(lineText), column: Number(columnText) };
    const name = functionName(called);
    if (url && place === url) {
      frames.push({ ...toSource(position.line, position.column), function: name });
      continue;
    }
    const file = fileOf(place);
    const owner = packageOf(file);
    if (owner !== null) frames.push({ ...position, function: name, package: owner, file });
  }
  return frames;
}

/** Whether a stack shows only our own code: then the fault is ours. */
export function isOurs(error) {
  const first = stackOf(error)
    .split('\n')
    .find((line) => /^\s*at .*(file:|node_modules)/.test(line));
  return first !== undefined && first.includes(new URL('.', import.meta.url).href);
}
