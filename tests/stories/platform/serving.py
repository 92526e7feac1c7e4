"""``openfn-studio serve`` as a process of its own, as people and the window start it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import httpx

ROOT = Path(__file__).parents[3]
PASSPHRASE = "a passphrase of mine"
TIMEOUT_S = 60


@dataclass
class Serve:
    """A running ``serve``."""

    process: subprocess.Popen[str]
    url: str
    token: str
    data: Path

    @property
    def client(self) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=TIMEOUT_S)

    def get(self, path: str, **query: Any) -> Any:
        with self.client as client:
            answer = client.get(path, params=query or None)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any) -> Any:
        with self.client as client:
            answer = client.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    @property
    def inbox(self) -> str:
        """The address of the first project's inbox."""
        return self.get("/api/projects")[-1]["inbox_url"]

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait(TIMEOUT_S)

    def end(self) -> int:
        """End it as Ctrl+C does; return its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(TIMEOUT_S)


def launch(data: Path, *words: str, stdin: int = subprocess.PIPE) -> subprocess.Popen[str]:
    """Start ``serve`` with a data folder of its own."""
    command = [sys.executable, "-m", "openfn_studio", "--data", str(data), "serve", *words]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        command, cwd=ROOT, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment,
    )  # fmt: skip


def launch_for_window(data: Path, *words: str, key: str = "") -> Serve:
    """Start ``serve`` as the window does, with the vault's key over stdin; wait until it is up."""
    process = launch(data, "--for-window", "--port", "0", *words)
    stdin: IO[str] = process.stdin  # type: ignore[assignment]
    stdin.write(f"{key}\n")
    stdin.flush()
    line = process.stdout.readline()  # type: ignore[union-attr]
    if not line:
        _, told = process.communicate(timeout=TIMEOUT_S)
        raise AssertionError(told)
    fact = json.loads(line)
    assert fact["pid"] == process.pid
    return Serve(process, fact["url"], fact["token"], data)


@contextmanager
def serve(data: Path, *words: str, key: str = "") -> Iterator[Serve]:
    """Run ``serve`` for as long as the context lasts."""
    running = launch_for_window(data, *words, key=key)
    try:
        yield running
    finally:
        finish(running.process)


def finish(process: subprocess.Popen[str]) -> str:
    """End a process that is still there, and return what it wrote to stderr."""
    if process.poll() is None:
        process.kill()
    _, told = process.communicate(timeout=TIMEOUT_S)
    return told


def studio(data: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run one command of the program."""
    command: Sequence[str] = [
        sys.executable, "-m", "openfn_studio", "--data", str(data), *words,
    ]  # fmt: skip
    return subprocess.run(
        command, cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=TIMEOUT_S,
        check=False,
    )  # fmt: skip
