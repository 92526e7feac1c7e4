"""``openfn-studio serve``: the local platform, until Ctrl+C."""

import contextlib
import importlib
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from rich.text import Text

from openfn_studio.cli.terminal import Terminal
from openfn_studio.cli.vault_door import use_passphrase
from openfn_studio.paths import DataFolder

PORT = 4004
_CLOSED = 0
"""The byte that says standard input was closed; no signal has this number."""


def serve(
    context: typer.Context,
    project: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FOLDER",
            help="Import a project folder, once. May be repeated.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0 takes a free one.")] = PORT,
    host: Annotated[
        str, typer.Option(help="Where to listen; elsewhere, inboxes need a key.")
    ] = "127.0.0.1",
    name: Annotated[
        list[str] | None,
        typer.Option(help="A further name under which it may be asked for.", show_default=False),
    ] = None,
    passphrase_stdin: Annotated[
        bool, typer.Option("--passphrase-stdin", help="Read the vault's passphrase from stdin.")
    ] = False,
    for_window: Annotated[bool, typer.Option("--for-window", hidden=True)] = False,
) -> int:
    """Serve the local platform: inbox, triggers, runs and the v1 API.

    The first time it has the sample project. Exit 3: it runs already, or the port is taken.
    """
    terminal = Terminal.for_process()
    data: DataFolder = context.obj.data
    lock: Any = importlib.import_module("openfn_studio.platform.lock")
    running = lock.running_server(data.root)
    if running is not None:
        # Told before anybody is asked for a passphrase.
        raise lock.ServerRunning(running)
    hosting: Any = importlib.import_module("openfn_studio.cli.host")
    vault = _vault_for(
        hosting, data, terminal, passphrase_stdin=passphrase_stdin, for_window=for_window
    )
    server: Any = importlib.import_module("openfn_studio.platform.server")
    options = server.ServerOptions(host=host, port=port, names=tuple(name or ()))
    until_told = _until_closed if for_window else _until_signal
    with (
        until_told() as wait,
        hosting.hosting(
            data, options, vault=vault, folders=project or (), has_sample=True
        ) as hosted,
    ):
        (_tell_window if for_window else _tell_people)(terminal, hosted)
        wait()
    return 0


def _vault_for(
    host: Any, data: DataFolder, terminal: Terminal, *, passphrase_stdin: bool, for_window: bool
) -> Any:
    if for_window:
        return host.join_vault(data, _line_of_stdin())
    vault = host.open_vault(data, asking=None if passphrase_stdin else terminal)
    if passphrase_stdin:
        use_passphrase(vault, _line_of_stdin())
    if vault.locked:
        lock = vault.locked
        terminal.problem(lock.what, means="Runs that need a credential wait.", remedy=lock.remedy)
    return vault


def _line_of_stdin() -> str:
    stdin: TextIO | None = sys.stdin
    return stdin.readline().rstrip("\r\n") if stdin is not None else ""


class _until_signal:
    """Waits for Ctrl+C or the system's order to end.

    What it waits for is a byte in a socket, which Python writes when the signal comes. A handler
    of ours runs only between two steps of this thread: one that came between the last step and the
    wait for a lock or a queue would be noticed with the next signal, or never.
    """

    def __init__(self) -> None:
        self._receiver, self._sender = socket.socketpair()
        self._sender.setblocking(False)
        self._wakeup_before = -1
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Callable[[], object]:
        self._wakeup_before = signal.set_wakeup_fd(self._sender.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, _leave_to_the_socket)
        return self._wait

    def _wait(self) -> None:
        ends = {signal.SIGINT, signal.SIGTERM, _CLOSED}
        while not ends.intersection(self._receiver.recv(1)):
            pass

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._receiver.close()
        self._sender.close()


class _until_closed(_until_signal):
    """Waits until the window closes our standard input, or is gone."""

    def __enter__(self) -> Callable[[], object]:
        threading.Thread(target=self._read, name="stdin", daemon=True).start()
        return super().__enter__()

    def _read(self) -> None:
        stdin: TextIO | None = sys.stdin
        while stdin is not None and stdin.readline():
            pass
        with contextlib.suppress(OSError):  # It has ended meanwhile, by a signal.
            self._sender.send(bytes([_CLOSED]))


def _leave_to_the_socket(*_: object) -> None:
    """Do nothing: without a handler of ours the signal would end the program at once."""


def _tell_window(_: Terminal, hosted: Any) -> None:
    server = hosted.server
    projects = server.projects()
    fact = {
        "url": server.url,
        "inbox_url": server.inbox_url(projects[0]) if projects else None,
        "token": hosted.token,
        "pid": os.getpid(),
    }
    sys.stdout.write(json.dumps(fact) + "\n")
    sys.stdout.flush()


def _tell_people(terminal: Terminal, hosted: Any) -> None:
    server = hosted.server
    for note in hosted.notes:
        terminal.note(note)
    show = terminal.result.print
    show(Text.assemble("API    ", (f"{server.url}/api", "name")))
    for project in server.projects():
        address = server.inbox_url(project)
        show(Text.assemble("Inbox  ", (address, "name"), f"  {project.name}"))
    sys.stdout.flush()
    terminal.note("An inbox's address is a secret. Ctrl+C stops the platform.")
