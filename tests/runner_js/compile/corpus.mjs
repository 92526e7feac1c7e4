/** The jobs of tests/data/jobs, compiled. */
import { readFileSync } from 'node:fs';

import { compile, CompileError } from '../../../resources/runner/compile/index.mjs';

const JOBS = new URL('../../data/jobs/', import.meta.url);

const readJson = (name) => JSON.parse(readFileSync(new URL(name, JOBS), 'utf8'));

/** What core 1.5.1 does with each v1 job; see tests/parity/record_core.py. */
export const RECORDED = readJson('v1/expected.json');

const NAMES = { common: '@openfn/language-common', http: '@openfn/language-http' };

/** The adaptor as `compile` is told of it. */
export const adaptor = (name) => ({ name: NAMES[name], exports: RECORDED.adaptors[name] });

/** All jobs of a dialect: `{file, text, …}` as the index has it. */
export const jobsOf = (dialect) =>
  readJson(`${dialect}/index.json`).jobs.map((job) => ({
    adaptor: 'common',
    ...job,
    text: readFileSync(new URL(`${dialect}/${job.file}`, JOBS), 'utf8'),
  }));

/** `{compiled}` or `{error}` of one job. */
export function compileJob(job, dialect) {
  try {
    return { compiled: compile(job.text, dialect, { adaptors: [adaptor(job.adaptor)] }) };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return { error };
  }
}

/** Every job of both dialects that compiles: `{name, text, compiled}`. */
export const compiledJobs = ['v1', 'v2'].flatMap((dialect) =>
  jobsOf(dialect).flatMap((job) => {
    const { compiled } = compileJob(job, dialect);
    return compiled ? [{ name: `${dialect}/${job.file}`, dialect, text: job.text, compiled }] : [];
  }),
);

const COMMON = adaptor('common');

/** Compile a text with language-common. */
export const compileText = (text, dialect) => compile(text, dialect, { adaptors: [COMMON] });
