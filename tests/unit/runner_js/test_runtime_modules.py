"""The runner's own modules, tested in Node where that is their place."""

import subprocess
from pathlib import Path

import pytest

from openfn_studio.runner.launch import bundled_node

FOLDER = Path(__file__).parents[2] / "runner_js" / "runtime"


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.test.mjs")), ids=lambda file: file.name)
def test_the_node_tests_pass(file: Path) -> None:
    command = [str(bundled_node()), "--test", "--test-reporter=tap", str(file)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-5000:]
    assert "\n# tests 0" not in done.stdout
