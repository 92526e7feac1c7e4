"""A runner process. The only file of this room that starts one.

Three threads serve a process: one reads its events, one its standard error, one waits for its end.
All end with it.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import IO

from openfn_studio.errors import EnvironmentProblem
from openfn_studio.runner.endings import ProcessEnd
from openfn_studio.runner.launch import CommandLine
from openfn_studio.runner.sealed import Sealed, make_sealed

CHUNK_BYTES = 1 << 16
STDERR_CHUNKS = 4
DRAIN_SECONDS = 1.0
"""How long a pipe may stay open and silent after its process has ended."""


class NodeProcess:
    """A started process: bytes in, bytes out, one end.

    Args:
        command: What to start.
        on_bytes: Called with each chunk of its output, on its reader thread.
        on_end: Called once, after the last ``on_bytes``, when the process and its pipes are gone.

    Raises:
        EnvironmentProblem: The process cannot be started.
    """

    def __init__(
        self,
        command: CommandLine,
        on_bytes: Callable[[bytes], None],
        on_end: Callable[[ProcessEnd], None],
    ) -> None:
        started = _start(command)
        self._popen = started.made
        self._on_bytes = on_bytes
        self._on_end = on_end
        self._writing = threading.Lock()
        self._stderr: deque[bytes] = deque(maxlen=STDERR_CHUNKS)
        self._is_gone = threading.Event()
        self._has_ended = False
        self._ending = threading.Lock()
        self._chunks = 0
        self._is_reading = True
        self.is_sealed_by_kernel = started.is_sealed_by_kernel
        self.unsealed_because = started.reason
        """Why the kernel does not seal it; empty when it does or was not asked to."""
        self._threads = [
            threading.Thread(target=work, name=f"runner {self.pid} {name}", daemon=True)
            for name, work in (
                ("output", self._read_output),
                ("errors", self._read_errors),
                ("end", self._wait_for_end),
            )
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._popen.pid

    @property
    def is_alive(self) -> bool:
        """True until the process and its pipes are gone."""
        return not self._is_gone.is_set()

    def write(self, data: bytes) -> None:
        """Write to the process; blocks while its pipe is full. A process that is gone is no error.

        Its end is reported by ``on_end`` alone, so that there is one place to learn of it.
        """
        with self._writing, contextlib.suppress(OSError, ValueError):
            stdin = _pipe(self._popen.stdin)
            left = memoryview(data)
            while left:
                left = left[stdin.write(left) :]

    def terminate(self) -> None:
        """Ask the system to end the process and what it started."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process and what it started, now."""
        self._signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)

    def wait_until_gone(self, timeout: float | None = None) -> bool:
        """Wait for the process and its threads to be gone; False when time ran out.

        Called on one of its own threads, it waits for the process only.
        """
        if not self._is_gone.wait(timeout):
            return False
        if threading.current_thread() not in self._threads:
            self._threads[-1].join(timeout)  # which has waited for the others
        return True

    def _signal(self, number: int) -> None:
        with self._ending:
            if not self._has_ended:
                _signal_group(self._popen, number)

    def _read_output(self) -> None:
        try:
            with _pipe(self._popen.stdout) as pipe:
                while chunk := pipe.read(CHUNK_BYTES):
                    self._is_reading = False
                    self._chunks += 1
                    self._on_bytes(chunk)
                    self._is_reading = True
        finally:
            # A reader that failed would leave the process blocked on a full pipe for ever.
            if not self._is_reading:
                self.kill()

    def _read_errors(self) -> None:
        with _pipe(self._popen.stderr) as pipe:
            while chunk := pipe.read(CHUNK_BYTES):
                self._stderr.append(chunk)

    def _wait_for_end(self) -> None:
        output, errors, _ = self._threads
        _wait_unreaped(self._popen)
        with self._ending:
            # What the job started must not outlive the run, and may hold the pipes open. Until the
            # process is reaped its number, and so its group's, cannot belong to anybody else.
            _signal_group(self._popen, getattr(signal, "SIGKILL", signal.SIGTERM))
            self._popen.wait()
            self._has_ended = True
        self._join_output(output)
        errors.join(DRAIN_SECONDS)
        with self._writing, contextlib.suppress(OSError):
            _pipe(self._popen.stdin).close()
        self._is_gone.set()
        stderr = b"".join(self._stderr).decode(errors="replace")
        self._on_end(ProcessEnd(self._popen.returncode, stderr))

    def _join_output(self, output: threading.Thread) -> None:
        """Wait until all output is taken; a pipe that a daemon holds open is left to it."""
        while output.is_alive():
            chunks = self._chunks
            output.join(DRAIN_SECONDS)
            if self._is_reading and chunks == self._chunks:
                return


def _start(command: CommandLine) -> Sealed[subprocess.Popen[bytes]]:
    try:
        if command.is_sealed:
            return make_sealed(lambda: _popen(command))
        return Sealed(_popen(command), is_sealed_by_kernel=False)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise EnvironmentProblem(
            f"The runner process {command.arguments[0]} cannot be started: {reason}.",
            means="The job was not run.",
            remedy="Check that the program is installed completely and may be executed.",
        ) from error


def _popen(command: CommandLine) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command.arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=command.environment,
        cwd=command.folder,
        # A group of its own: Ctrl+C in a terminal reaches this program only, which then stops the
        # run, and what the job starts can be ended with it.
        start_new_session=True,
        creationflags=_creation_flags(),
    )


def _creation_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    return 0


def _signal_group(popen: subprocess.Popen[bytes], number: int) -> None:
    if sys.platform == "win32":
        popen.terminate()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(popen.pid, number)


def _wait_unreaped(popen: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "waitid"):
        os.waitid(os.P_PID, popen.pid, os.WEXITED | os.WNOWAIT)
    else:
        popen.wait()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("The process was started without this pipe.")
    return pipe
