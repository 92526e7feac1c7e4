"""``openfn-studio ping``: post to an inbox, wait for the run, and say how long it took."""

import importlib
import secrets
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from openfn_studio.cli.inputs import read_bytes
from openfn_studio.cli.portal import JsonOption, Row
from openfn_studio.cli.terminal import Terminal
from openfn_studio.domain.run import ExitCode
from openfn_studio.errors import RemoteProblem, UserInputProblem

_WAIT_S = 30.0
_PAUSE_S = 0.05


def ping(
    context: typer.Context,
    inbox_url: Annotated[str, typer.Argument(metavar="INBOX_URL")],
    body: Annotated[
        Path | None, typer.Option(help="The message; else a small one.", show_default=False)
    ] = None,
    key_stdin: Annotated[
        bool, typer.Option("--key-stdin", help="Read an x-api-key from stdin.")
    ] = False,
    as_json: JsonOption = False,
) -> int:
    """Post a message to an inbox and tell the round trip in milliseconds.

    On this computer's platform it also waits for the runs the message starts.
    """
    marker = f"ping-{secrets.token_hex(8)}"
    content = read_bytes(body, "message") if body else b'{"ping":"%s"}' % marker.encode()
    headers = {"x-api-key": _key()} if key_stdin else {}
    local: Any = importlib.import_module("openfn_studio.api.local")
    lock: Any = importlib.import_module("openfn_studio.platform.lock")
    running = lock.running_server(context.obj.data.root)
    client: Any = None
    if running is not None and inbox_url.startswith(f"{running.url}/inbox/"):
        client = local.PlatformClient(running.url, running.token)
    before = _newest(client, inbox_url) if client else 0
    began = time.monotonic()
    status: int = local.post_to_inbox(inbox_url, content, "application/json", headers)
    fact: Row = {"status": status, "round_trip_ms": _since(began)}
    if status >= 400:
        raise RemoteProblem(f"The inbox answered {status}.", remedy="Check its address and key.")
    if client:
        with client:
            fact |= _runs(client, inbox_url, before, began)
    _tell(Terminal.for_process(), fact, as_json=as_json)
    return ExitCode.SUCCESS if fact.get("success", True) else ExitCode.JOB_ERROR


def _key() -> str:
    key = typer.get_text_stream("stdin").readline().strip()
    if not key:
        raise UserInputProblem("There is no key on standard input.")
    return key


def _since(began: float) -> float:
    return round((time.monotonic() - began) * 1000, 1)


def _project(client: Any, inbox_url: str) -> int:
    inbox = inbox_url.partition("?")[0].rstrip("/").rpartition("/")[2]
    projects: list[Row] = client.get("/api/projects")
    return next((one["id"] for one in projects if one["inbox_id"] == inbox), 0)


def _newest(client: Any, inbox_url: str) -> int:
    project = _project(client, inbox_url)
    if not project:
        return 0
    found: list[Row] = client.get("/api/messages", {"project_id": project, "limit": 1})
    return found[0]["id"] if found else 0


def _runs(client: Any, inbox_url: str, before: int, began: float) -> Row:
    """Wait until the runs of our message have ended, and tell of them."""
    project = _project(client, inbox_url)
    ours = {"project_id": project, "from_id": before + 1, "limit": 1}
    found: list[Row] = client.get("/api/messages", ours)
    if not found:
        return {}
    number = found[0]["id"]
    while True:
        message: Row = client.get(f"/api/messages/{number}", {"project_id": project})
        states = [job["state"] for job in message["jobs"]]
        is_over = not {"waiting", "running"} & set(states)
        if is_over or time.monotonic() - began > _WAIT_S:
            break
        time.sleep(_PAUSE_S)
    return {
        "message": number,
        "runs": len(states),
        "success": all(state == "success" for state in states),
        "total_ms": _since(began),
    }


def _tell(terminal: Terminal, fact: Row, *, as_json: bool) -> None:
    if as_json:
        terminal.result.print_json(data=fact)
        return
    terminal.result.print(f"{fact['status']} in {fact['round_trip_ms']:.1f} ms")
    if "runs" in fact:
        many = {0: "No job was started", 1: "One run"}.get(fact["runs"], f"{fact['runs']} runs")
        ended = " ended well" if fact["success"] else " did not end well"
        after = f"{ended} after {fact['total_ms']:.0f} ms" if fact["runs"] else ""
        terminal.result.print(f"Message {fact['message']}: {many}{after}.")
