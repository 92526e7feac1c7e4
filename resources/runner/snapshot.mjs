/**
 * Copies of live values that are safe to show: plain JSON, whatever a job has put into its state.
 *
 * A copy shares every part that equals the copy before it, so that comparing the two costs only
 * what has changed, and no memory is spent on what has not.
 */
import { types } from 'node:util';

const MAX_DEPTH = 256;
/** A state of few but enormous texts is too big as well. */
const CHARS_PER_NODE = 64;
const MAX_NAME_CHARS = 60;

export const CIRCULAR = '[Circular]';
export const TOO_DEEP = '[nested too deeply to show]';

class TooBig extends Error {}

/** Copies values up to a number of nodes. */
class Copier {
  /** @param {{nodes: number, hidden: object|null, root: unknown, showFunctions: boolean}} how */
  constructor({ nodes, hidden, root, showFunctions }) {
    this.ancestors = root === undefined ? [] : [root];
    this.nodes = nodes;
    this.chars = nodes * CHARS_PER_NODE;
    this.hidden = hidden;
    this.showFunctions = showFunctions;
  }

  spend(nodes, chars) {
    this.nodes -= nodes;
    this.chars -= chars;
    if (this.nodes < 0 || this.chars < 0) throw new TooBig();
  }

  /** Undefined means: JSON leaves this out. */
  copy(value, before) {
    switch (typeof value) {
      case 'string':
        this.spend(1, value.length);
        return value;
      case 'object':
        return value === null ? null : this.reference(value, before);
      case 'number':
        return Number.isFinite(value) ? value : String(value);
      case 'bigint':
        return `${value}n`;
      case 'function':
        return this.showFunctions ? functionMark(value) : undefined;
      case 'symbol':
        return this.showFunctions ? `[${String(value)}]` : undefined;
      default:
        return value;
    }
  }

  reference(value, before) {
    if (value === this.hidden) return '[configuration]';
    if (this.ancestors.includes(value)) return CIRCULAR;
    if (this.ancestors.length >= MAX_DEPTH) return TOO_DEEP;
    this.ancestors.push(value);
    try {
      return this.contents(value, before);
    } catch (error) {
      if (error instanceof TooBig) throw error;
      return threwMark(error);
    } finally {
      this.ancestors.pop();
    }
  }

  contents(value, before) {
    if (Array.isArray(value)) return this.array(value, before);
    const prototype = Object.getPrototypeOf(value);
    const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
    if (!isPlain) {
      const mark = this.special(value);
      if (mark !== undefined) return mark;
    }
    if (typeof value.toJSON === 'function') return this.copy(value.toJSON(), before);
    return this.object(value, before);
  }

  array(value, before) {
    this.spend(value.length + 1, 0);
    const old = Array.isArray(before) ? before : null;
    let copy = null;
    for (let index = 0; index < value.length; index++) {
      const item = this.item(value, index, old?.[index]) ?? null;
      if (copy === null) {
        if (old !== null && index < old.length && item === old[index]) continue;
        copy = old === null ? [] : old.slice(0, index);
      }
      copy.push(item);
    }
    if (copy !== null) return copy;
    if (old === null) return [];
    return old.length === value.length ? old : old.slice(0, value.length);
  }

  object(value, before) {
    const keys = Object.keys(value);
    this.spend(keys.length + 1, 0);
    const old = isObject(before) ? before : null;
    let copy = null;
    let kept = 0;
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index];
      const known = old !== null && Object.hasOwn(old, key) ? old[key] : undefined;
      const item = this.item(value, key, known);
      if (item === undefined) continue;
      if (copy === null) {
        if (known === item) {
          kept++;
          continue;
        }
        copy = this.restart(keys, index, old);
      }
      setOwn(copy, key, item);
    }
    if (copy !== null) return copy;
    if (old !== null && Object.keys(old).length === kept) return old;
    return this.restart(keys, keys.length, old);
  }

  /** The part of a copy that equalled the old one, up to a key. */
  restart(keys, end, old) {
    const copy = {};
    if (old === null) return copy;
    for (let index = 0; index < end; index++) {
      if (Object.hasOwn(old, keys[index])) setOwn(copy, keys[index], old[keys[index]]);
    }
    return copy;
  }

  item(container, key, before) {
    let live;
    try {
      live = container[key];
    } catch (error) {
      return threwMark(error);
    }
    return this.copy(live, before);
  }

  special(value) {
    if (types.isDate(value)) return Number.isNaN(value.valueOf()) ? null : value.toISOString();
    if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) {
      return `[${className(value)} of ${value.byteLength} bytes]`;
    }
    if (types.isMap(value)) return { '[Map]': this.array([...value], null) };
    if (types.isSet(value)) return { '[Set]': this.array([...value], null) };
    if (types.isNativeError(value)) return this.error(value);
    if (types.isBoxedPrimitive(value)) return this.copy(value.valueOf());
    if (types.isPromise(value)) return '[Promise]';
    if (types.isRegExp(value)) return String(value);
    return undefined;
  }

  error(value) {
    const own = this.object({ ...value }, null);
    return { name: this.copy(value.name), message: this.copy(value.message), ...own };
  }
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function setOwn(object, key, value) {
  if (key !== '__proto__') object[key] = value;
  else
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
}

const className = (value) => value.constructor?.name ?? 'Buffer';

const functionMark = (value) => {
  const name = Object.getOwnPropertyDescriptor(value, 'name')?.value;
  return name && typeof name === 'string'
    ? `[Function ${name.slice(0, MAX_NAME_CHARS)}]`
    : '[Function]';
};

function threwMark(error) {
  let message = '';
  try {
    message = `: ${String(error?.message ?? error).slice(0, MAX_NAME_CHARS)}`;
  } catch {
    // Even its message throws.
  }
  return `[cannot be read${message}]`;
}

/**
 * Copy any value as JSON, never throwing.
 * @param {unknown} value
 * @param {{nodes: number, hidden?: object, before?: unknown, root?: unknown,
 *   showFunctions?: boolean}} options `hidden` is an object that is never shown; `before` is an
 *   earlier copy to share with; a reference back to `root` is a cycle
 * @returns {{value: unknown, isTooBig: boolean}}
 */
export function snapshot(value, { nodes, hidden = null, before, root, showFunctions = true }) {
  const copier = new Copier({ nodes, hidden, root, showFunctions });
  try {
    return { value: copier.copy(value, before), isTooBig: false };
  } catch (error) {
    if (error instanceof TooBig || error instanceof RangeError) {
      return { value: undefined, isTooBig: true };
    }
    throw error;
  }
}

/**
 * Copy a state as JSON without its `configuration`; see `snapshot`.
 * @param {unknown} state
 * @param {{nodes: number, hidden?: object, before?: unknown}} options
 */
export function snapshotState(state, options) {
  const carried = withoutConfiguration(state);
  return snapshot(carried, { ...options, root: carried === state ? undefined : state });
}

/**
 * A state without its root's `configuration`. Getters run once here; what they throw is shown.
 * @param {unknown} state
 */
export function withoutConfiguration(state) {
  try {
    if (!isObject(state) || !Object.hasOwn(state, 'configuration')) return state;
    const { configuration: _, ...rest } = state;
    return rest;
  } catch {
    return withoutConfigurationByKey(state);
  }
}

function withoutConfigurationByKey(state) {
  const rest = {};
  let keys = [];
  try {
    keys = Object.keys(state);
  } catch (error) {
    return threwMark(error);
  }
  for (const key of keys) {
    if (key === 'configuration') continue;
    try {
      setOwn(rest, key, state[key]);
    } catch (error) {
      setOwn(rest, key, threwMark(error));
    }
  }
  return rest;
}
