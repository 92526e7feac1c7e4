'use strict';

/** The one error test mode gives to a job, and the event that goes with it. */

const CODE = 'ERR_OPENFN_TEST_MODE';
const WHY = 'In test mode only HTTP requests are answered, and nothing leaves this machine.';

/** What was stopped and where it wanted to go; `code` is always ERR_OPENFN_TEST_MODE. */
class TestModeError extends Error {
  /**
   * @param {string} what a whole sentence
   * @param {{kind?: string, host?: string, port?: number}} [details]
   */
  constructor(what, details = {}) {
    super(`${what} ${WHY}`);
    this.name = 'TestModeError';
    this.code = CODE;
    Object.assign(this, details);
  }
}

/**
 * Return `stop(what, {kind, host, port})`, which reports a `blocked` event and returns the error
 * to give to the job. The error is returned even when the report cannot be sent: a lost parent
 * must not turn a stop into a way out.
 */
function makeStop(emit, where) {
  return function stop(what, details) {
    const error = new TestModeError(what, details);
    try {
      emit({ type: 'blocked', what, ...details, ...where() });
    } catch (cause) {
      error.cause = cause;
    }
    return error;
  };
}

module.exports = { TestModeError, makeStop };
