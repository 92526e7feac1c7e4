"""The peer's side of the comparisons: core's command line, run and read as people run it."""

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness.core_peer import CorePeer
from benchmarks.harness.studio_runs import BenchError


@dataclass(frozen=True, slots=True)
class CoreRuns:
    """Runs core in a folder that it may fill.

    The output is read line by line, as a program that shows it would.
    """

    peer: CorePeer
    folder: Path

    def run(self, text: str, state: bytes = b'{"data":{},"configuration":{}}') -> "CoreTimes":
        """Run a job; ``BenchError`` when core fails."""
        job, before, after = (
            self.folder / name for name in ("job.js", "before.json", "after.json")
        )
        job.write_text(text, encoding="utf-8")
        before.write_bytes(state)
        after.unlink(missing_ok=True)
        return timed(self.peer.execute_command(job, before, after), self.folder)


@dataclass(frozen=True, slots=True)
class CoreTimes:
    """What one process took."""

    gone_ms: float
    """From before its start until it was gone."""
    lines: int
    """Lines it wrote."""


def timed(command: list[str], folder: Path, *, expected: int = 0) -> CoreTimes:
    """Run a program to its end and read its output; ``BenchError`` when it ends otherwise."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        if process.stdout is None:
            raise BenchError("The program has no output to read.")
        last, count = "", 0
        for line in process.stdout:
            last = line
            count += 1
        code = process.wait()
    took = (time.perf_counter() - start) * 1000
    if code != expected:
        raise BenchError(f"{Path(command[1]).name} ended with {code}: {last.strip()}")
    return CoreTimes(took, count)
