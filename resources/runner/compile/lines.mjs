/** Offsets in a text as lines and columns; a line ends where JavaScript says it does. */

const LINE_END = /\r\n|[\n\r\u2028\u2029]/g;

/**
 * Return the index of the last item that is not greater than `value`.
 * @param {number} count How many items there are, in ascending order.
 * @param {(index: number) => number} item
 * @param {number} value
 * @returns {number} -1 when all items are greater.
 */
export function lastAtMost(count, item, value) {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (item(middle) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Where the lines of a text begin. */
export class Lines {
  /** @param {string} source */
  constructor(source) {
    this.starts = [0];
    for (const end of source.matchAll(LINE_END)) this.starts.push(end.index + end[0].length);
  }

  /**
   * @param {number} offset From 0, in UTF-16 units.
   * @returns {{line: number, column: number}} From 1.
   */
  at(offset) {
    const index = lastAtMost(this.starts.length, (i) => this.starts[i], offset);
    return { line: index + 1, column: offset - this.starts[index] + 1 };
  }

  /**
   * @param {{start: number, end: number}} node
   * @returns {import('./errors.mjs').TextRange}
   */
  range({ start, end }) {
    const first = this.at(start);
    const last = this.at(end);
    return {
      start,
      end,
      line: first.line,
      column: first.column,
      end_line: last.line,
      end_column: last.column,
    };
  }
}
