import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.harness.machine_facts import STATISTICS, busy_share, machine_facts
from openfn_studio.runner.launch import bundled_node


def test_the_facts_name_versions_and_no_place() -> None:
    facts = machine_facts(bundled_node())

    said = facts.sentence()
    assert f"{os.cpu_count()} processors" in said
    assert f"Python {sys.version_info.major}.{sys.version_info.minor}" in said
    assert "Node.js 2" in said
    assert str(Path.home()) not in said
    assert "/" not in said


@pytest.mark.skipif(not STATISTICS.exists(), reason="there is no /proc to read")
def test_a_busy_processor_is_seen() -> None:
    program = "while True: pass"

    with subprocess.Popen([sys.executable, "-c", program]) as busy:
        share = busy_share(0.5)
        busy.kill()

    # One of the processors at least, unless this machine gives it to somebody else.
    assert share is not None
    assert 0.5 / (os.cpu_count() or 1) < share <= 1
