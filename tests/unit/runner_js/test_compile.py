"""The job compiler's own tests, in JavaScript."""

import subprocess
from pathlib import Path

import pytest

from tests.parity.record_core import NODE

TESTS = Path("tests/runner_js/compile")
FLAGS = ("--experimental-vm-modules", "--disable-warning=ExperimentalWarning")


@pytest.mark.parametrize("name", sorted(path.name for path in TESTS.glob("*.test.mjs")))
def test_the_compiler_passes_its_tests_in(name: str):
    done = subprocess.run(
        [NODE, *FLAGS, "--test", "--test-reporter=dot", TESTS / name],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )

    assert done.returncode == 0, done.stdout[-8000:] + done.stderr


def test_there_are_such_tests():
    assert len(list(TESTS.glob("*.test.mjs"))) >= 5
