/** Why a job does not compile. */

/**
 * @typedef {{start: number, end: number, line: number, column: number, end_line: number,
 *   end_column: number}} TextRange Offsets from 0, lines and columns from 1, in UTF-16 units.
 * @typedef {{message: string, name: string, range: TextRange}} Problem
 */

/** The job breaks a rule of its dialect: nothing of it was run. */
export class CompileError extends Error {
  /**
   * @param {string} message What is wrong, in the words of the engine where it has some.
   * @param {{line: number, column: number}} at The place in the job, from 1.
   * @param {{problems?: Problem[], details?: string}} [more] Each unknown function of a v1 job;
   *   a sentence about what to write instead.
   */
  constructor(message, at, { problems = [], details } = {}) {
    super(message);
    this.name = 'CompileError';
    this.at = at;
    this.problems = problems;
    this.details = details;
  }
}
