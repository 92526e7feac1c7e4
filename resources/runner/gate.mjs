/** Holds a run before and after operations: breakpoints, single steps, errors. */

/** Says that `step` or `continue` brought no state. */
const UNCHANGED = Symbol('unchanged');

/** One a run. */
export class Gate {
  /**
   * @param {object} command the `run` command
   * @param {object} hooks
   * @param {(event: object) => void} hooks.emit
   * @param {(isWaiting: boolean) => void} hooks.onWait stops and restarts the time limit
   * @param {(level: string, text: string) => void} hooks.say
   * @param {import('./recorder.mjs').StateRecorder} hooks.recorder
   * @param {{value: Function}} hooks.redactor
   */
  constructor(command, hooks) {
    this.breakpoints = command.breakpoints;
    this.breaksOnError = command.break_on_error;
    this.isStepping = command.pause_at_start;
    this.hooks = hooks;
    this.release = null;
  }

  /**
   * Pass the gate before or after an operation.
   * @param {number} index
   * @param {'before'|'after'} when
   * @param {unknown} state
   * @param {boolean} isLast whether no operation comes after it
   * @returns {Promise<unknown>} the state to go on with
   */
  async pass(index, when, state, isLast) {
    // A step goes to before the next operation, where the same state can be edited; after the last
    // one there is no other place.
    const isStep = this.isStepping && (when === 'before' || isLast);
    if (!isStep && !this.hasBreakpoint(index, when, state)) return state;
    return this.wait(index, when, state);
  }

  /** Wait after an error, if that was asked for; the run fails afterwards all the same. */
  async passError(index, state) {
    if (this.breaksOnError || this.isStepping) await this.wait(index, 'error', state);
  }

  async wait(index, when, state) {
    const { emit, onWait, recorder, redactor } = this.hooks;
    const released = new Promise((resolve) => {
      this.release = resolve;
    });
    onWait(true);
    emit({ type: 'waiting', index, when, state: recorder.view(state) });
    const edited = await released;
    onWait(false);
    return edited === UNCHANGED || when === 'error'
      ? state
      : recorder.adopt(state, edited, redactor);
  }

  /**
   * Carry out `step` or `continue`; one that comes while nothing waits only sets the mode.
   * @param {{type: string, state?: unknown}} command
   */
  obey(command) {
    this.isStepping = command.type === 'step';
    const { release } = this;
    this.release = null;
    release?.('state' in command ? command.state : UNCHANGED);
  }

  hasBreakpoint(index, when, state) {
    return this.breakpoints.some(
      (one) => one.operation === index && (one.when ?? 'before') === when && this.holds(one, state),
    );
  }

  holds({ condition, operation }, state) {
    if (condition === undefined || condition === null || condition.trim() === '') return true;
    try {
      return Boolean(new Function('state', `return (${condition}\n);`)(state));
    } catch (error) {
      const place = `the breakpoint at operation ${operation + 1}`;
      this.hooks.say('warn', `The condition of ${place} failed, so it stops: ${error.message}`);
      return true;
    }
  }
}
