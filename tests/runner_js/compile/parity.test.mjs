/** What the compiler makes of each v1 job is what core 1.5.1 made of it, or listed. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { tokenizer } from '../../../resources/runner/node_modules/acorn/dist/acorn.mjs';
import { compileJob, jobsOf, RECORDED } from './corpus.mjs';

const LISTED = JSON.parse(
  readFileSync(new URL('../../parity/differences.json', import.meta.url), 'utf8'),
);

/** core prints the code anew, so white space, brackets' places and comments do not count. */
const tokens = (code) =>
  Array.from(tokenizer(code, { ecmaVersion: 'latest' }), ({ type, value }) => [
    type.label,
    value?.pattern ?? value,
  ]);

/** core gives the place in the message. */
const place = ({ line, column }) => ` (${line}:${column - 1})`;

function errorTexts(error) {
  const text = error.problems.length ? 'Compilation failed.' : error.message;
  return [text, text + place(error.at), `Line ${error.at.line}: ${text}`];
}

const sameTokens = (ours, theirs) => {
  try {
    assert.deepEqual(ours.map(tokens), theirs.map(tokens));
    return true;
  } catch (difference) {
    if (difference instanceof assert.AssertionError) return false;
    throw difference;
  }
};

function differences(job, recorded) {
  const { compiled, error } = compileJob(job, 'v1');
  const isRefused = recorded.verdict === 'compile-error';
  if (Boolean(error) !== isRefused) return ['compiles'];
  if (compiled) {
    const ours = compiled.operations.map(({ range }) => job.text.slice(range.start, range.end));
    return sameTokens(ours, recorded.operations) ? [] : ['operations'];
  }
  const problems = error.problems.map(({ message, name }) => `${message} ${name}`);
  const hasSameProblems = problems.join() === (recorded.problems ?? []).join();
  const hasSameText = errorTexts(error).includes(recorded.error);
  return hasSameProblems && hasSameText ? [] : ['error'];
}

const OF_COMPILING = new Set(['compiles', 'operations', 'error']);

for (const job of jobsOf('v1')) {
  test(`${job.file}: ${job.rule}`, () => {
    const reasons = Object.keys(LISTED.jobs[job.file] ?? {});
    const listed = reasons.filter((what) => OF_COMPILING.has(what));

    assert.deepEqual(differences(job, RECORDED.jobs[job.file]), listed);
  });
}

test('only jobs that are there are listed as different, each with a reason', () => {
  const files = new Set(jobsOf('v1').map(({ file }) => file));
  for (const [file, reasons] of Object.entries(LISTED.jobs)) {
    assert.ok(files.has(file), file);
    for (const reason of Object.values(reasons)) assert.match(reason, /^[A-Z].+\.$/);
  }
});

test('every job of the corpus was recorded', () => {
  assert.deepEqual(Object.keys(RECORDED.jobs), jobsOf('v1').map(({ file }) => file));
  assert.ok(jobsOf('v1').length >= 150);
});
