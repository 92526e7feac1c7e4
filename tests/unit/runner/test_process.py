import os
import queue
import signal
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from openfn_studio.errors import EnvironmentProblem
from openfn_studio.runner.endings import ProcessEnd
from openfn_studio.runner.launch import CommandLine, bundled_node
from openfn_studio.runner.process import NodeProcess
from tests.runners.leaks import is_running, wait_until


class Watched:
    """A process that runs a line of JavaScript, and what came of it."""

    def __init__(self, script: str, *, is_sealed: bool = False) -> None:
        command = CommandLine(
            [str(bundled_node()), "-e", script],
            {"LANG": "C"},
            Path(__file__).parent,
            "t",
            is_sealed,
        )
        self.output = b""
        self.ends: list[ProcessEnd] = []
        self.chunks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.process = NodeProcess(command, self._take, self.ends.append)

    def _take(self, chunk: bytes) -> None:
        self.output += chunk
        self.chunks.put(chunk)

    def end(self) -> ProcessEnd:
        assert self.process.wait_until_gone(20)
        (end,) = self.ends
        return end


def test_output_and_exit_code_arrive_and_the_end_comes_last():
    watched = Watched("process.stdout.write('x'.repeat(300000)); process.exitCode = 7")

    assert watched.end() == ProcessEnd(7)
    assert watched.output == b"x" * 300_000


def test_what_is_written_reaches_the_process_whole():
    watched = Watched("process.stdin.pipe(process.stdout)")

    writer = threading.Thread(target=lambda: watched.process.write(b"y" * 5_000_000))
    writer.start()
    writer.join(20)
    while len(watched.output) < 5_000_000:
        watched.chunks.get(timeout=20)
    watched.process.kill()

    assert watched.end().return_code == -signal.SIGKILL
    assert watched.output == b"y" * 5_000_000


def test_the_last_of_its_errors_is_kept():
    watched = Watched("for (let i = 0; i < 100000; i++) require('fs').writeSync(2, `line ${i}\\n`)")

    end = watched.end()

    assert end.stderr.endswith("line 99999\n")
    assert len(end.stderr) <= 4 * (1 << 16)


def test_writing_to_a_process_that_is_gone_is_no_error():
    watched = Watched("")
    watched.end()

    watched.process.write(b"x" * 100_000)
    watched.process.terminate()
    watched.process.kill()


LEAVE_A_CHILD = """
const forever = ['-e', 'setInterval(() => {}, 1000)'];
const child = require('child_process').spawn(process.execPath, forever, OPTIONS);
require('fs').writeSync(1, String(child.pid));
process.exit(0);
"""


def test_what_the_process_started_does_not_outlive_it():
    watched = Watched(LEAVE_A_CHILD.replace("OPTIONS", "{stdio: 'inherit'}"))

    watched.end()

    wait_until(lambda: not is_running(int(watched.output)), "its child is still there")


def test_a_daemon_that_keeps_the_pipe_open_does_not_keep_the_run_open():
    watched = Watched(LEAVE_A_CHILD.replace("OPTIONS", "{stdio: 'inherit', detached: true}"))

    try:
        assert watched.end().return_code == 0
    finally:
        os.kill(int(watched.output), signal.SIGKILL)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_listener_that_raises_ends_the_process():
    ends: list[ProcessEnd] = []
    command = CommandLine(
        [str(bundled_node()), "-e", "setInterval(() => console.log('x'), 1)"],
        {},
        Path(__file__).parent,
        "t",
        is_sealed=False,
    )

    def refuse(_: bytes) -> None:
        raise LookupError("a bug")

    process = NodeProcess(command, refuse, ends.append)

    assert process.wait_until_gone(20)
    assert ends[0].return_code == -signal.SIGKILL


def test_a_program_that_is_not_there_is_an_environment_problem():
    command = CommandLine(["/does/not/exist"], {}, Path(__file__).parent, "t", is_sealed=False)

    for each in (command, replace(command, is_sealed=True)):
        with pytest.raises(EnvironmentProblem, match="cannot be started: No such file"):
            NodeProcess(each, lambda _: None, lambda _: None)


def test_a_sealed_process_says_so():
    watched = Watched("", is_sealed=True)

    watched.end()

    assert watched.process.is_sealed_by_kernel
    assert watched.process.unsealed_because == ""
