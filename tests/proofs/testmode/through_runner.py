"""Cases that go the whole way: a job, run by the runner process with an adaptor of npm."""

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from openfn_studio.domain.adaptor import InstalledAdaptor
from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.runner.launch import CommandLine, Launcher, LaunchSpec
from openfn_studio.runner.protocol import LimitsOfRun, Run, encode
from openfn_studio.runner.sealed import make_sealed
from tests.proofs.testmode.attempt import STRACE, TIMEOUT_S, Outcome, network_calls

FILE = "runner"
LIMITS = LimitsOfRun(
    timeout_ms=20_000,
    memory_mb=1024,
    log_bytes=1 << 20,
    line_chars=65_536,
    body_bytes=1 << 20,
    snapshot_nodes=500_000,
)
CREDENTIAL = {"username": "ann", "password": "secret-word"}


@dataclass(frozen=True, slots=True)
class Job:
    """A job's text, for every dialect, and the adaptor it needs."""

    adaptor: str
    """Its folder in the packages, ``language-http-7.2.10``."""
    source: str
    """``URL`` in it stands for the case's own."""


JOBS = (
    Job("language-http-3.1.5", "get('URL', {});"),
    Job("language-http-4.0.0", "post('URL', { body: { a: 1 }, headers: {} });"),
    Job("language-http-6.4.3", "get('URL');"),
    Job("language-http-7.2.10", "post('URL', { a: 1 });"),
    Job("language-common-1.15.2", "http.get({ url: 'URL' });"),
    Job("language-common-2.1.1", "http.get('URL');"),
    Job("language-common-3.3.4", "fn((s) => util.request('GET', 'URL').then(() => s));"),
)


def names() -> list[str]:
    """Return the names of the cases."""
    return [f"{job.adaptor} {dialect}" for job in JOBS for dialect in Dialect]


def attempt_through_runner(name: str, packages: Path, *, is_sealed: bool = False) -> Outcome:
    """Run a case; its value is 200 when the run ended well."""
    adaptor, dialect = name.split(" ")
    job = next(job for job in JOBS if job.adaptor == adaptor)
    page = name.replace(" ", "-")
    source = job.source.replace("URL", f"https://example.org/{page}")
    folder = packages / "node_modules" / adaptor
    installed = InstalledAdaptor(f"@openfn/{adaptor}", "1.0.0", folder)
    spec = LaunchSpec((installed,), Dialect(dialect), HttpMode.TEST)
    command = Launcher.of_this_program().command_line(spec)
    run = Run(
        source=source,
        url="file:///jobs/job.js",
        state={"data": {}, "references": []},
        configuration=CREDENTIAL,
        limits=LIMITS,
    )
    return _run(command, encode(run), is_sealed=is_sealed)


def _run(command: CommandLine, first: bytes, *, is_sealed: bool) -> Outcome:
    with tempfile.TemporaryDirectory() as name:
        trace = Path(name) / "trace"
        is_watched = STRACE is not None and not is_sealed
        watch = [str(STRACE), "-f", "-qq", "-e", "trace=network", "-o", str(trace)]

        def start() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [*watch, *command.arguments] if is_watched else command.arguments,
                env=command.environment,
                cwd=command.folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )

        process = make_sealed(start).made if is_sealed else start()
        output = _talk(process, first)
        calls = network_calls(trace.read_text("utf-8", "replace")) if is_watched else None
    return _outcome(output, f"\x1e{command.token}", process.returncode, calls)


def _talk(process: subprocess.Popen[bytes], first: bytes) -> str:
    """Send the run and keep the pipe open to the end: a closed one stops the run."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(first)
    process.stdin.flush()
    output = process.stdout.read()
    process.stdin.close()
    process.wait(TIMEOUT_S)
    return output.decode("utf-8", "replace")


def _outcome(output: str, mark: str, code: int, calls: list[str] | None) -> Outcome:
    lines = [line.removeprefix(mark) for line in output.split("\n") if line.startswith(mark)]
    events: list[dict[str, Any]] = [json.loads(line) for line in lines]
    ends = [event for event in events if event["type"] == "finished"]
    is_good = bool(ends) and ends[0]["exit_code"] == 0
    said = msgspec.json.encode(ends or output[-300:]).decode()
    result = {"value": 200} if is_good else {"error": [said]}
    return Outcome(result=result, exit_code=code, events=events, network=calls, other_output=said)
