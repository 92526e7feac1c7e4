/** Where the run is right now: its operation, and the job's own line if the stack has one. */
import util from 'node:util';

/** A job's line is mostly near; only when it is not, the whole stack is read, which costs more. */
const NEAR_FRAMES = 8;
const FRAMES = 100;

/** One a process; `begin` starts a run. */
export class Whereabouts {
  /** @param {import('./shared.mjs').SharedMemory} memory */
  constructor(memory) {
    this.memory = memory;
    this.begin('');
  }

  /** Forget the run before. */
  begin(url) {
    this.url = url;
    this.compiled = null;
    this.operation = null;
  }

  /** The index of the operation that runs, or is being built; null outside of operations. */
  get operation() {
    return this.memory.operation;
  }

  set operation(index) {
    this.memory.operation = index;
  }

  /**
   * A place in the running code as the place in the job.
   * @param {number} line
   * @param {number} column
   */
  toSource(line, column) {
    return this.compiled?.toSource(line, column) ?? { line, column };
  }

  /** The job's line that led here, or null when only other code is on the stack. */
  jobLine() {
    if (this.url === '') return null;
    const near = util.getCallSites(NEAR_FRAMES);
    const frame =
      this.jobFrame(near) ??
      (near.length < NEAR_FRAMES ? null : this.jobFrame(util.getCallSites(FRAMES)));
    return frame ? this.toSource(frame.lineNumber, frame.columnNumber) : null;
  }

  jobFrame(frames) {
    return frames.find((frame) => frame.scriptName === this.url) ?? null;
  }

  /** Where an operation begins, marked as such; null when there is no such operation. */
  operationLine(index = this.operation) {
    const range = this.compiled?.operations[index]?.range;
    return range ? { line: range.line, column: range.column, is_operation: true } : null;
  }

  /**
   * What test mode and the HTTP observer attach to an exchange.
   * @returns {{operation: number|null, at: object|null}}
   */
  here() {
    return { operation: this.operation, at: this.jobLine() ?? this.operationLine() };
  }
}
