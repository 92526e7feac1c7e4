import os
import sys
from pathlib import Path

import pytest

from benchmarks.harness.machine_facts import MachineFacts, machine_facts
from openfn_studio.runner.launch import bundled_node


def test_the_facts_name_versions_and_no_place() -> None:
    facts = machine_facts(bundled_node())

    said = facts.sentence()
    assert f"{os.cpu_count()} processors" in said
    assert f"Python {sys.version_info.major}.{sys.version_info.minor}" in said
    assert "Node.js 2" in said
    assert str(Path.home()) not in said
    assert "/" not in said


@pytest.mark.parametrize(("load", "is_busy"), [(None, False), (0.2, False), (2.0, True)])
def test_a_machine_that_others_use_is_busy(load: float | None, is_busy: bool) -> None:
    facts = MachineFacts(2, "Linux", "3.11", "24.19", "2024-01-01", load)

    assert facts.is_busy is is_busy
    assert ("load" in facts.sentence()) is (load is not None)
