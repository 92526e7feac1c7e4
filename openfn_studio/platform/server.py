"""The platform as a server: an event loop on a thread, started and stopped from anywhere."""

import asyncio
import contextlib
import logging
import os
import socket
import threading
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

import uvicorn

from openfn_studio.errors import EnvironmentProblem
from openfn_studio.platform.app import make_app
from openfn_studio.platform.http.bodies import Patience
from openfn_studio.platform.http.gate import HEAD_BYTES
from openfn_studio.platform.http.protocol import patient_protocol
from openfn_studio.platform.platform import Import, Parts, Platform
from openfn_studio.platform.security.doors import LOOPBACK, Doors
from openfn_studio.store.projects.projects import ProjectRow

_log = logging.getLogger(__name__)

T = TypeVar("T")

_BACKLOG = 512
_KEEP_ALIVE_S = 30
_FAREWELL_S = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """Where a server listens, and how patient it is."""

    host: str = "127.0.0.1"
    port: int = 0
    """0 takes one that is free."""
    names: Sequence[str] = ()
    """Further names under which it may be asked for."""
    patience: Patience = field(default_factory=Patience)
    grace_s: float = 5.0
    """How long it waits for runs that are on when it is stopped."""
    starts_runs: bool = True
    imports: Sequence[Import] = ()

    @property
    def is_open(self) -> bool:
        """Whether others than this computer can reach it."""
        return self.host.lower() not in LOOPBACK


class PlatformServer:
    """A running platform; a context manager that stops it when it is left.

    Args:
        parts: What the platform is built of; the caller closes the store afterwards.
        options: Where it listens.
    """

    def __init__(self, parts: Parts, options: ServerOptions | None = None) -> None:
        self._options = options or ServerOptions()
        self._parts = parts
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="platform")
        self._is_up = threading.Event()
        self._failure: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._uvicorn: _Server | None = None
        self.platform: Platform
        """What is behind the addresses; to be used on its event loop, see ``call``."""

    def start(self) -> None:
        """Listen, and return when requests are answered.

        Raises:
            EnvironmentProblem: The port is taken, or the address is not one of this computer.
            StudioError: The database cannot be used.
        """
        self._socket = _listening(self._options.host, self._options.port)
        self._port: int = self._socket.getsockname()[1]
        self._thread.start()
        self._is_up.wait()
        if self._failure:
            self._thread.join()
            raise self._failure

    def stop(self) -> None:
        """Answer what has come in, end the runs that are on, and return when all is quiet."""
        if self._loop and self._uvicorn and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ask_to_exit)
        if self._thread.is_alive():
            self._thread.join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Its address, e.g. ``http://127.0.0.1:4004``."""
        host = self._options.host
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self._port}"

    def inbox_url(self, project: ProjectRow) -> str:
        """Return the full address of a project's inbox, which is a secret."""
        return f"{self.url}/inbox/{project.inbox}"

    def projects(self) -> list[ProjectRow]:
        """Return the platform's projects."""
        return [project.image.row for project in self.platform.desk]

    def wake(self) -> None:
        """Let all queues be looked at, e.g. after the vault was opened; from any thread."""
        if self._loop:
            self._loop.call_soon_threadsafe(self.platform.dispatcher.wake_all)

    def call(self, work: Coroutine[Any, Any, T], timeout_s: float = 60) -> T:
        """Do something with ``platform`` on its event loop and wait for it; from other threads."""
        assert self._loop is not None  # noqa: S101 - asked before it was started
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout_s)

    # ------------------------------------------------------------ its own thread

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as failure:  # noqa: BLE001 - told to whoever started it
            self._failure = failure
            if self._is_up.is_set():
                _log.exception("The server ended.")
        finally:
            self._is_up.set()
            if self._socket:
                self._socket.close()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.platform = Platform(self._parts, needs_keys=self._options.is_open)
        try:
            await self.platform.open(starts_runs=self._options.starts_runs)
            for wanted in self._options.imports:
                await self.platform.take_in(wanted)
            self._refuse_open_inboxes()
            server = self._uvicorn = _Server(self._config(), self._is_up)
            assert self._socket is not None  # noqa: S101 - start has made it
            await server.serve(sockets=[self._socket])
        finally:
            await self.platform.close(self._options.grace_s)

    def _ask_to_exit(self) -> None:
        if self._uvicorn:
            self._uvicorn.exit_soon()

    def _config(self) -> uvicorn.Config:
        for library in ("uvicorn", "python_multipart"):
            _keep_quiet(library)
        doors = Doors([self._options.host, *self._options.names])
        return uvicorn.Config(
            make_app(self.platform, doors, self._options.patience),
            http=patient_protocol(self._options.patience.head),
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_config=None,
            access_log=False,
            server_header=False,
            backlog=_BACKLOG,
            h11_max_incomplete_event_size=HEAD_BYTES,
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=_FAREWELL_S,
        )

    def _refuse_open_inboxes(self) -> None:
        """Others than this computer may post only to inboxes that ask for a key."""
        if not self._options.is_open:
            return
        unsecured = [
            project.image.row.name
            for project in self.platform.desk
            if not self.platform.guard.is_secured(project.id)
        ]
        if unsecured:
            raise EnvironmentProblem(
                f"These inboxes ask for no key: {', '.join(unsecured)}.",
                means=f"On {self._options.host} others could post to them; nothing was started.",
                remedy="Add a key with openfn-studio inbox add-key, or listen on 127.0.0.1.",
            )


class _Server(uvicorn.Server):
    """uvicorn's server, which says when it is up and leaves signals to the program."""

    def __init__(self, config: uvicorn.Config, is_up: threading.Event) -> None:
        super().__init__(config)
        self._is_up = is_up
        self._exit = asyncio.Event()

    def exit_soon(self) -> None:
        """Begin to end."""
        self.should_exit = True
        self._exit.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._is_up.set()

    async def main_loop(self) -> None:
        """Wait for the end. uvicorn's own looks ten times a second, also when all is quiet."""
        seconds = 0
        while not await self.on_tick(seconds * 10):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._exit.wait(), 1)
            seconds += 1


def _listening(host: str, port: int) -> socket.socket:
    listener: socket.socket | None = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        if os.name == "posix":
            # On Windows this would let two programs listen on one port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
        listener.setblocking(False)
    except (OSError, OverflowError) as error:
        if listener:
            listener.close()
        reason = getattr(error, "strerror", None) or error
        raise EnvironmentProblem(
            f"The server cannot listen on {host}:{port}: {reason}.",
            means="Nothing was started.",
            remedy="Choose another port with --port, or stop what listens there.",
        ) from error
    return listener


def _keep_quiet(logger: str) -> None:
    """Let a library's log go nowhere: what matters is in ours, and nothing on the terminal."""
    named = logging.getLogger(logger)
    if not named.handlers:
        named.addHandler(logging.NullHandler())
    named.propagate = False
