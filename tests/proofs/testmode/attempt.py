"""Runs one case in a process of its own, under strace where there is one, and judges it."""

import json
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from openfn_studio.runner.sealed import make_sealed
from tests.proofs.testmode.case import HERE, Case
from tests.proofs.testmode.node import NODE

STRACE = shutil.which("strace")
EVENT = "\x1e"
RESULT = "\x1f"
WHY = "In test mode only HTTP"
TIMEOUT_S = 60
NODE_FLAGS = (
    "--permission",
    "--allow-fs-read=*",
    "--allow-fs-write=*",
    "--allow-worker",
    "--allow-inspector",
    "--no-warnings",
)
# What a socket is, and where it goes; an address listed by the kernel is neither.
_FAMILY = re.compile(r"\b(?:socket\(|socketpair\(|sa_family=)AF_(\w+)")
_LOCAL_FAMILIES = {"UNIX", "LOCAL", "NETLINK", "UNSPEC"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was seen of a process."""

    result: dict[str, Any] | None
    """``value`` or ``error`` of the case; None when the process ended without."""
    exit_code: int
    events: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    network: list[str] | None = None
    """System calls on sockets that are not local; None when nobody watched."""
    other_output: str = ""


def attempt(
    case: Case,
    packages: Path | None = None,
    *,
    preload: Path | None = HERE / "preload.cjs",
    is_sealed: bool = False,
) -> Outcome:
    """Run a case.

    Args:
        case: What to run.
        packages: Where npm's packages are installed.
        preload: Loaded first: what seals the process. None leaves it open.
        is_sealed: Also put the kernel's filter on it; strace cannot watch through that.
    """
    node = [NODE, *NODE_FLAGS, *(("-r", str(preload)) if preload else ())]
    command = [*node, str(HERE / "run.mjs"), case.file, case.name, str(packages or "")]
    with tempfile.TemporaryDirectory() as name:
        trace, output = Path(name) / "trace", Path(name) / "output"
        is_watched = STRACE is not None and not is_sealed
        watch = (STRACE, "-f", "-qq", "-e", "trace=network", "-o", str(trace))
        watched = [*watch, *command] if is_watched else command
        code = _run(watched, output, is_sealed=is_sealed)
        network = network_calls(trace.read_text("utf-8", "replace")) if is_watched else None
        said = output.read_text("utf-8", "replace")
    return _outcome(said, code, network)


def run_script(source: str, preload: str = "preload.cjs") -> Outcome:
    """Run an ES module's text in a process with a preload of this folder; nobody watches it."""
    node = [NODE, *NODE_FLAGS, "-r", str(HERE / preload), "--input-type=module", "-e", source]
    with tempfile.TemporaryDirectory() as name:
        output = Path(name) / "output"
        code = _run(node, output, is_sealed=False)
        return _outcome(output.read_text("utf-8", "replace"), code, None)


def network_calls(trace: str) -> list[str]:
    """Return strace's lines on sockets that are not local."""
    lines = trace.splitlines()
    return [line for line in lines if not _LOCAL_FAMILIES.issuperset(_FAMILY.findall(line))]


def _run(command: list[Any], output: Path, *, is_sealed: bool) -> int:
    def start() -> subprocess.Popen[bytes]:
        with output.open("wb") as file:
            return subprocess.Popen(
                command,
                env={"LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    process = make_sealed(start).made if is_sealed else start()
    try:
        return process.wait(TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _outcome(output: str, exit_code: int, network: list[str] | None) -> Outcome:
    lines = output.split("\n")
    results = [json.loads(line[1:]) for line in lines if line.startswith(RESULT)]
    return Outcome(
        result=results[-1] if results else None,
        exit_code=exit_code,
        events=[json.loads(line[1:]) for line in lines if line.startswith(EVENT)],
        network=network,
        other_output="\n".join(line for line in lines if line[:1] not in (EVENT, RESULT)),
    )


def problems_of(case: Case, outcome: Outcome) -> list[str]:
    """Return what is wrong with an outcome; nothing when the case did as it must."""
    leaks = [f"reached out: {call}" for call in outcome.network or []]
    if outcome.result is None:
        return [*leaks, f"ended without a result: {outcome.other_output[-300:]}"]
    judge = _problems_of_request if case.kind is None else _problems_of_way_out
    return [*leaks, *judge(case, outcome)]


def _problems_of_request(case: Case, outcome: Outcome) -> list[str]:
    assert outcome.result is not None
    value = outcome.result.get("value")
    statuses = cast("list[object]", value) if isinstance(value, list) else [value]
    if not all(status == 200 for status in statuses):
        return [f"was not answered 200: {outcome.result}"]
    http = [event for event in outcome.events if event["type"] == "http"]
    asked = [event["id"] for event in http if event["phase"] == "request"]
    answered = [event["id"] for event in http if event["phase"] == "response"]
    count = len(statuses)
    if len(asked) != count or sorted(asked) != sorted(answered):
        return [f"told of requests {asked} and responses {answered} where {count} were made"]
    wanted = re.compile(rf"https?://[^?]+/{re.escape(case.page)}(\?|$)")
    return [f"told of {event['url']}" for event in http if not wanted.match(event["url"])]


def _problems_of_way_out(case: Case, outcome: Outcome) -> list[str]:
    assert outcome.result is not None
    said = " ".join(outcome.result.get("error", []))
    kinds = {event["kind"] for event in outcome.events if event["type"] == "blocked"}
    problems: list[str] = []
    if WHY not in said:
        problems.append(f"did not meet the named error: {outcome.result}")
    if case.kind not in kinds:
        problems.append(f"told of {sorted(kinds)}, not of {case.kind}")
    return problems
