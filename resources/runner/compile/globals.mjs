/** The names a job finds without defining or importing them. */

/** Every empty V8 context has these (Node 24); v1's verdict depends on the list. */
const CONTEXT = [
  'AggregateError', 'Array', 'ArrayBuffer', 'AsyncDisposableStack', 'Atomics', 'BigInt',
  'BigInt64Array', 'BigUint64Array', 'Boolean', 'DataView', 'Date', 'DisposableStack', 'Error',
  'EvalError', 'FinalizationRegistry', 'Float16Array', 'Float32Array', 'Float64Array', 'Function',
  'Infinity', 'Int16Array', 'Int32Array', 'Int8Array', 'Intl', 'Iterator', 'JSON', 'Map', 'Math',
  'NaN', 'Number', 'Object', 'Promise', 'Proxy', 'RangeError', 'ReferenceError', 'Reflect',
  'RegExp', 'Set', 'SharedArrayBuffer', 'String', 'SuppressedError', 'Symbol', 'SyntaxError',
  'TypeError', 'URIError', 'Uint16Array', 'Uint32Array', 'Uint8Array', 'Uint8ClampedArray',
  'WeakMap', 'WeakRef', 'WeakSet', 'WebAssembly', 'console', 'decodeURI', 'decodeURIComponent',
  'encodeURI', 'encodeURIComponent', 'escape', 'eval', 'globalThis', 'isFinite', 'isNaN',
  'parseFloat', 'parseInt', 'undefined', 'unescape',
];

/**
 * What v1's check for unknown functions lets pass, besides the adaptor's exports. `state` is not
 * among them although jobs may read it: `state.x()` outside a function does not compile.
 */
export const V1_GLOBALS = new Set([
  ...CONTEXT, 'Buffer', 'GLOBAL', 'VMError', 'global', 'root', 'setTimeout', 'testMode',
]);

/** What a v2 job finds. */
export const V2_GLOBALS = new Set([
  ...CONTEXT, 'Buffer', 'clearInterval', 'clearTimeout', 'setInterval', 'setTimeout', 'state',
]);
