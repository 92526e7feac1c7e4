import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.harness.memory_watch import MemoryWatch

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="there is no /proc to read"
)


def test_the_peak_of_a_child_is_seen_though_it_has_let_go_of_the_memory() -> None:
    # Half a second: time for a watch that polls every few milliseconds on a busy machine.
    program = "import time; held = b'x' * (80 << 20); del held; time.sleep(0.5)"

    with MemoryWatch() as watch:
        subprocess.run([sys.executable, "-c", program], check=True)

    assert 80 < watch.peaks_mb[0] < 200


def test_the_children_of_children_are_seen() -> None:
    inner = "import time; held = b'x' * (40 << 20); time.sleep(0.5)"
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"

    with MemoryWatch() as watch:
        subprocess.run([sys.executable, "-c", program], check=True)

    assert len(watch.peaks_mb) >= 2


def test_nothing_started_is_nothing_seen() -> None:
    with MemoryWatch() as watch:
        pass

    assert watch.peaks_mb == []
