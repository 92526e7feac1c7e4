/** Keeps the last shown state of a run and tells what each operation changed in it. */
import { roundMs } from './channel.mjs';
import { diff, isEqual } from './patch.mjs';
import { snapshotState } from './snapshot.mjs';

/** How often in a row a state may be too big before looking is put off. */
const PATIENCE = 3;

/** One a run. Snapshots never hold `configuration`. */
export class StateRecorder {
  /**
   * @param {{nodes: number, configuration: unknown}} options the most nodes of a snapshot; the live
   *   configuration object, which is shown nowhere
   */
  constructor({ nodes, configuration }) {
    this.options = { nodes, hidden: configuration };
    this.shown = null;
    this.isKnown = false;
    this.tooBigInRow = 0;
    this.skipsLeft = 0;
  }

  /**
   * Take the initial state.
   * @returns {{value?: unknown, too_big?: boolean}}
   */
  begin(state) {
    const { value, isTooBig } = this.look(state);
    return isTooBig ? { too_big: true } : { value: value ?? null };
  }

  /**
   * Compare a state with the one before.
   * @returns {{patch: object[]|null, snapshot_ms: number}} `patch` is null when too big
   */
  changes(state) {
    const started = performance.now();
    const patch = this.isTimeToSkip() ? null : this.compare(state);
    return { patch, snapshot_ms: roundMs(performance.now() - started) };
  }

  compare(state) {
    const before = this.shown;
    const wasKnown = this.isKnown;
    const { isTooBig } = this.look(state);
    if (isTooBig) return null;
    return wasKnown ? diff(before, this.shown) : [{ op: 'replace', path: '', value: this.shown }];
  }

  look(state) {
    const looked = snapshotState(state, { ...this.options, before: this.shown ?? undefined });
    this.isKnown = !looked.isTooBig;
    this.shown = looked.isTooBig ? null : (looked.value ?? null);
    this.tooBigInRow = looked.isTooBig ? this.tooBigInRow + 1 : 0;
    this.skipsLeft = Math.floor(2 ** (this.tooBigInRow - PATIENCE - 1));
    return looked;
  }

  /** A state that stays too big is looked at ever more rarely: after 1, 2, 4, … operations. */
  isTimeToSkip() {
    if (this.skipsLeft === 0) return false;
    this.skipsLeft--;
    return true;
  }

  /** The state as a `waiting` event shows it. */
  view(state) {
    const { value, isTooBig } = snapshotState(state, this.options);
    return isTooBig ? '[too big to show]' : (value ?? null);
  }

  /**
   * The state to go on with after a person edited the shown one: what was not touched stays the
   * live value, so no mask and no mark for an unshowable value gets into the state.
   * @param {unknown} live
   * @param {unknown} edited
   * @param {{value: Function}} redactor
   */
  adopt(live, edited, redactor) {
    const configuration = isObject(live) ? live.configuration : undefined;
    const merged = merge(live, redactor.value(this.view(live)), edited);
    if (isObject(merged) && configuration !== undefined) merged.configuration = configuration;
    this.look(merged);
    return merged;
  }
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(live, shown, edited) {
  if (isEqual(shown, edited)) return live;
  if (Array.isArray(live) && Array.isArray(shown) && Array.isArray(edited)) {
    return edited.map((item, index) => merge(live[index], shown[index], item));
  }
  if (isObject(live) && isObject(shown) && isObject(edited)) {
    return Object.fromEntries(
      Object.keys(edited).map((key) => [key, mergeKey(live, shown, edited, key)]),
    );
  }
  return edited;
}

const mergeKey = (live, shown, edited, key) =>
  Object.hasOwn(shown, key) && Object.hasOwn(live, key)
    ? merge(live[key], shown[key], edited[key])
    : edited[key];
