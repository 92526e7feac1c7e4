/** The main thread's end of the pipe to the parent: stamps, redacts and writes events. */
import { shownEvent } from './protocol.mjs';
import { makeRedactor } from './redact.mjs';
import { writeLine } from './shared.mjs';

const NOTHING_SECRET = makeRedactor(null);

/**
 * Round to hundredths, as milliseconds are told.
 * @param {number} ms
 */
export const roundMs = (ms) => Math.round(ms * 100) / 100;

/** Writes events. Everything but the final state passes the redactor of the run. */
export class Channel {
  /**
   * @param {string} token
   * @param {import('./shared.mjs').SharedMemory} memory tells the control thread when we write
   */
  constructor(token, memory) {
    this.token = token;
    this.memory = memory;
    this.redactor = NOTHING_SECRET;
    this.startedAt = null;
  }

  /** Start the clock of a run and take its redactor. */
  begin(redactor) {
    this.redactor = redactor;
    this.startedAt = performance.now();
  }

  /** Milliseconds since the `run` command. */
  get ms() {
    return this.startedAt === null ? 0 : roundMs(performance.now() - this.startedAt);
  }

  /** @param {object} event with its `type`; see `protocol.mjs` */
  emit(event) {
    const json = JSON.stringify(shownEvent({ ...event, ms: this.ms }, this.redactor));
    this.memory.isWriting = true;
    writeLine(this.token, json);
    this.memory.isWriting = false;
  }
}
