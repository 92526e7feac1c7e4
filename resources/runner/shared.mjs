/**
 * The little memory the main and the control thread share, and the one way both write events.
 *
 * An event is one line on file descriptor 1: U+001E, the run's token, JSON, a line feed. Lines are
 * written synchronously: none is lost when the process is killed, and a slow reader slows the job
 * down instead of filling memory.
 */
import fs from 'node:fs';

const EVENT_FD = 1;
const MARK = '\x1e';
const CELLS = 3;
const OPERATION = 0;
const WRITING = 1;
const PEAK_MB = 2;
const MIB = 1024 * 1024;
const RETRY_MS = 2;

const nap = new Int32Array(new SharedArrayBuffer(4));

/** What the control thread must see of the main thread while that is busy. */
export class SharedMemory {
  /** @param {SharedArrayBuffer} [buffer] the other thread's, or none to make one */
  constructor(buffer = new SharedArrayBuffer(CELLS * Int32Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.cells = new Int32Array(buffer);
  }

  /** The index of the operation the main thread is in, or null. */
  get operation() {
    const index = Atomics.load(this.cells, OPERATION) - 1;
    return index < 0 ? null : index;
  }

  set operation(index) {
    Atomics.store(this.cells, OPERATION, (index ?? -1) + 1);
  }

  /** Whether the main thread is in the middle of a line. */
  get isWriting() {
    return Atomics.load(this.cells, WRITING) === 1;
  }

  set isWriting(flag) {
    Atomics.store(this.cells, WRITING, flag ? 1 : 0);
  }

  /** The most memory the process was seen to hold, in MiB. The system's own figure is of no use:
   * Linux begins it with that of the process that started this one. */
  get peakMb() {
    return Atomics.load(this.cells, PEAK_MB);
  }

  /** Look at the memory now, for `peakMb`. */
  notePeak() {
    const mb = Math.round(process.memoryUsage.rss() / MIB);
    Atomics.store(this.cells, PEAK_MB, Math.max(mb, this.peakMb));
    return mb;
  }
}

/**
 * Write one event line. Returns when all of it is in the pipe.
 * @param {string} token
 * @param {string} json
 */
export function writeLine(token, json) {
  const bytes = Buffer.from(`${MARK}${token}${json}\n`);
  let done = 0;
  while (done < bytes.length) {
    try {
      done += fs.writeSync(EVENT_FD, bytes, done);
    } catch (error) {
      if (error.code !== 'EAGAIN') return; // nobody reads any more: stdin's end will stop us
      Atomics.wait(nap, 0, 0, RETRY_MS);
    }
  }
}
