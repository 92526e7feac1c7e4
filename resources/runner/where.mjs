/** Where the run is right now: its operation, and the job's own line on the stack if there is one. */
import util from 'node:util';

const FRAMES = 60;

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
    for (const frame of util.getCallSites(FRAMES)) {
      if (frame.scriptName === this.url) {
        return this.toSource(frame.lineNumber, frame.columnNumber ?? frame.column);
      }
    }
    return null;
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
