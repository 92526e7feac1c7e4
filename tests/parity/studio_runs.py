"""Run many jobs through the real runner program, several in one process."""

import json
import subprocess
import tempfile
from collections import deque
from collections.abc import Iterator
from typing import Any, cast

from tests.parity.record_core import NODE, ROOT

RUNNER = ROOT / "resources" / "runner"
TOKEN = "parity"
LIMITS = {
    "timeout_ms": 20_000,
    "memory_mb": 1024,
    "log_bytes": 1 << 20,
    "line_chars": 4096,
    "body_bytes": 4096,
    "snapshot_nodes": 500_000,
}


class Ending:
    """How one run ended.

    Args:
        finished: The ``finished`` event.
        state: The final state, or ``Ending.NONE``.
    """

    NONE = object()

    def __init__(self, finished: dict[str, Any], state: Any) -> None:
        self.exit_code: int = finished["exit_code"]
        self.error: dict[str, Any] = finished.get("error") or {}
        self.state = state


def run_jobs(
    jobs: list[dict[str, Any]], dialect: str, adaptors: list[dict[str, str]]
) -> dict[str, Ending]:
    """Return how each job ended; a job that takes its process with it costs a new process.

    Args:
        jobs: ``file``, ``text`` and ``state`` of each.
        dialect: v1 or v2.
        adaptors: ``name``, ``version`` and ``path`` of each.
    """
    endings: dict[str, Ending] = {}
    waiting = deque(jobs)
    while waiting:
        before = len(waiting)
        for name, ending in _run_in_one_process(waiting, dialect, adaptors):
            endings[name] = ending
        assert len(waiting) < before, "The runner ended without finishing a job."
    return endings


def _run_in_one_process(
    waiting: deque[dict[str, Any]], dialect: str, adaptors: list[dict[str, str]]
) -> Iterator[tuple[str, Ending]]:
    boot = {
        "token": TOKEN,
        "dialect": dialect,
        "http_mode": "live",
        "adaptors": adaptors,
        "control": True,
    }
    flags = json.loads((RUNNER / "flags.json").read_text(encoding="utf-8"))
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            [NODE, *flags, RUNNER / "main.mjs", json.dumps(boot)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env={"TZ": "UTC", "LANG": "C.UTF-8"},
        ) as process,
    ):
        assert process.stdin
        assert process.stdout
        events = _events(process.stdout)
        for event in events:
            assert event["type"] != "finished", event
            if event["type"] == "ready":
                break
        while waiting and process.poll() is None:
            try:
                process.stdin.write(_command(waiting[0], is_last=len(waiting) == 1))
                process.stdin.flush()
            except BrokenPipeError:
                return
            ending = _ending(events)
            if ending is None:
                return
            yield waiting.popleft()["file"], ending
        process.kill()


def _command(job: dict[str, Any], *, is_last: bool) -> bytes:
    state = job["state"]
    is_object = isinstance(state, dict)
    configuration = cast(dict[str, Any], state).get("configuration") if is_object else None
    command: dict[str, Any] = {
        "type": "run",
        "source": job["text"],
        "url": (ROOT / job["file"]).as_uri(),
        "state": without_configuration(state),
        "configuration": configuration,
        "limits": LIMITS,
        "batch": not is_last,
    }
    return json.dumps(command).encode() + b"\n"


def without_configuration(state: Any) -> Any:
    """Return a state without its credential; what is no object stays."""
    if not isinstance(state, dict):
        return state
    members = cast(dict[str, Any], state)
    return {key: value for key, value in members.items() if key != "configuration"}


def _events(stdout: Any) -> Iterator[dict[str, Any]]:
    mark = b"\x1e" + TOKEN.encode()
    for line in stdout:
        if line.startswith(mark):
            yield json.loads(line.removeprefix(mark))


def _ending(events: Iterator[dict[str, Any]]) -> Ending | None:
    """Read up to ``finished``; None when the process went before the job began."""
    parts: list[str] = []
    for event in events:
        if event["type"] == "state_part":
            parts.append(event["text"])
        if event["type"] == "finished":
            text = "".join(parts)
            state = json.loads(text) if text else event.get("state", Ending.NONE)
            return Ending(event, state)
    return None
