"""A small client of the runner process for its own tests; the product's is another."""

import json
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openfn_studio.paths import resources
from openfn_studio.runner import protocol
from openfn_studio.runner.launch import bundled_node

RUNNER = resources() / "runner"
ADAPTORS = Path(__file__).parents[2] / "data" / "adaptors"
TOKEN = "t0ken"
MARK = b"\x1e" + TOKEN.encode()
URL = "file:///jobs/job.js"
LIMITS: dict[str, Any] = {
    "timeout_ms": 20_000,
    "memory_mb": 512,
    "log_bytes": 8 << 20,
    "line_chars": 65_536,
    "body_bytes": 1 << 20,
    "snapshot_nodes": 500_000,
}
TEST_FLAGS = ["--permission", "--allow-fs-read=*", "--allow-worker", "--allow-inspector"]
DEADLINE_S = 60.0


@dataclass(slots=True)
class Ended:
    """What a run said, as JSON objects, and how it ended."""

    events: list[dict[str, Any]]
    return_code: int | None = None
    stray: list[bytes] = field(default_factory=list[bytes])

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Return the events of one type."""
        return [event for event in self.events if event["type"] == kind]

    @property
    def finished(self) -> dict[str, Any]:
        """Return the last event."""
        assert self.events[-1]["type"] == "finished"
        return self.events[-1]

    @property
    def exit_code(self) -> int:
        """Return the exit code the run told."""
        return self.finished["exit_code"]

    @property
    def error(self) -> dict[str, Any]:
        """Return the error the run told."""
        return self.finished["error"]

    @property
    def state(self) -> Any:
        """Return the final state, joined when it came in parts."""
        if self.finished.get("in_parts"):
            return json.loads("".join(part["text"] for part in self.of("state_part")))
        return self.finished["state"]

    @property
    def logs(self) -> list[str]:
        """Return what the job and its adaptors logged."""
        return [event["text"] for event in self.of("log") if event.get("source") != "runner"]

    @property
    def own_logs(self) -> list[str]:
        """Return what the runner itself logged."""
        return [event["text"] for event in self.of("log") if event.get("source") == "runner"]


class RunnerProcess:
    """A runner process. Every event is checked against the protocol as it arrives."""

    def __init__(
        self,
        dialect: str = "v2",
        mode: str = "live",
        adaptors: Sequence[str | Path] = ("plain",),
        *,
        flags: Sequence[str] = (),
    ) -> None:
        boot = {
            "token": TOKEN,
            "dialect": dialect,
            "http_mode": mode,
            "adaptors": [_adaptor(name) for name in adaptors],
            "control": True,
        }
        always: list[str] = json.loads((RUNNER / "flags.json").read_text())
        chosen = [*always, *(TEST_FLAGS if mode == "test" else []), *flags]
        command = [str(bundled_node()), *chosen, str(RUNNER / "main.mjs"), json.dumps(boot)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env={})
        self.stray: list[bytes] = []
        self.stderr: list[bytes] = []
        self._events: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._threads = [
            threading.Thread(target=self._read_events, daemon=True),
            threading.Thread(target=self._read_errors, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _read_events(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(MARK):
                text = line[len(MARK) :]
                protocol.decode_event(text)
                self._events.put(json.loads(text))
            else:
                self.stray.append(line)
        self._events.put(None)

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        self.stderr.extend(self.process.stderr)

    def send(self, **message: Any) -> None:
        """Send one command."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def send_run(
        self,
        source: str,
        *,
        state: Any = None,
        limits: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        """Send the ``run`` command."""
        self.send(
            type="run",
            source=source,
            url=URL,
            state={"data": {}} if state is None else state,
            limits={**LIMITS, **(limits or {})},
            **options,
        )

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
        """Return the events up to the first wanted one, or up to the end of the process."""
        events: list[dict[str, Any]] = []
        deadline = time.monotonic() + DEADLINE_S
        while True:
            event = self._events.get(timeout=max(0.1, deadline - time.monotonic()))
            if event is None:
                return events
            events.append(event)
            if wanted(event):
                return events

    def until_type(self, *kinds: str) -> list[dict[str, Any]]:
        """Return the events up to the first of these types, or ``finished``."""
        return self.until(lambda event: event["type"] in (*kinds, "finished"))

    def ready(self) -> dict[str, Any]:
        """Wait until the process is ready; return that event."""
        return self.until_type("ready")[-1]

    def end(self, events: list[dict[str, Any]] | None = None) -> Ended:
        """Wait for the end of the process; return what it said since ``events``."""
        said = [*(events or []), *self.until(lambda _: False)]
        code = self.process.wait(DEADLINE_S)
        for thread in self._threads:
            thread.join(DEADLINE_S)
        return Ended(said, code, self.stray)

    def close(self) -> None:
        """End the process, if it has not ended."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.kill()
        self.process.wait(DEADLINE_S)
        for thread in self._threads:
            thread.join(DEADLINE_S)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()

    def __enter__(self) -> "RunnerProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Batch:
    """One process that runs many jobs, each in a fresh context."""

    def __init__(
        self, dialect: str, mode: str = "live", adaptors: Sequence[str | Path] = ("plain",)
    ) -> None:
        self.runner = RunnerProcess(dialect, mode, adaptors)
        self.runner.ready()

    def run(self, source: str, **options: Any) -> Ended:
        """Run one job and return what it said."""
        self.runner.send_run(source, batch=True, **options)
        return Ended(self.runner.until_type("finished"))

    def close(self) -> None:
        """End the process."""
        self.runner.close()


def run_alone(
    source: str,
    dialect: str = "v2",
    mode: str = "live",
    adaptors: Sequence[str | Path] = ("plain",),
    **options: Any,
) -> Ended:
    """Run one job in a process of its own."""
    with RunnerProcess(dialect, mode, adaptors) as runner:
        first = runner.ready()
        if first["type"] == "finished":
            return runner.end([first])
        runner.send_run(source, **options)
        return runner.end()


def _adaptor(wanted: str | Path) -> dict[str, str]:
    """Describe a folder, or one of the test adaptors by its name."""
    folder = ADAPTORS / wanted
    manifest = json.loads((folder / "package.json").read_text())
    return {"name": manifest["name"], "version": manifest["version"], "path": str(folder)}
