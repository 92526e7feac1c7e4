"""A real server on loopback with the real runner, as the platform's tests use it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from openfn_studio.adaptors import specifier
from openfn_studio.adaptors.npm import Npm
from openfn_studio.adaptors.repository import Repository
from openfn_studio.clock import Clock, SystemClock
from openfn_studio.paths import resources
from openfn_studio.platform.platform import Parts
from openfn_studio.platform.safe import Safe
from openfn_studio.platform.server import PlatformServer, ServerOptions
from openfn_studio.runner.launch import Launcher
from openfn_studio.runs.runs import Runs
from openfn_studio.secrets.redactor import Redactor
from openfn_studio.secrets.vault import Vault
from openfn_studio.store.retention import Retention
from openfn_studio.store.store import Store
from tests.unit.secrets.memory import MemoryKeyring, vault_in

TOKEN = "token-of-this-start"
STANDIN = "openfn-studio-standin"
SAYS_DATA = "fn(state => { console.log('data', JSON.stringify(state.data)); return state; });"


class GivenClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 5, 3, 9, 0, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    def go_on(self, **time: float) -> None:
        self.moment += timedelta(**time)


@dataclass
class Served:
    """A running server and a client that is signed in."""

    server: PlatformServer
    store: Store
    client: httpx.Client
    vault: Vault | None = None
    clock: Clock = field(default_factory=SystemClock)

    @property
    def url(self) -> str:
        return self.server.url

    # ------------------------------------------------------------ calls

    def get(self, path: str, code: int = 200, **query: Any) -> Any:
        return self._done(self.client.get(path, params=query or None), code)

    def post(self, path: str, body: Any = None, code: int = 201, **query: Any) -> Any:
        return self._done(self.client.post(path, json=body, params=query or None), code)

    def put(self, path: str, body: Any, code: int = 200, **more: Any) -> Any:
        return self._done(self.client.put(path, json=body, **more), code)

    def delete(self, path: str, code: int = 204, **query: Any) -> Any:
        return self._done(self.client.delete(path, params=query or None), code)

    @staticmethod
    def _done(response: httpx.Response, code: int) -> Any:
        assert response.status_code == code, (response.status_code, response.text)
        is_json = response.headers.get("content-type", "").startswith("application/json")
        return response.json() if is_json else response.text

    # ------------------------------------------------------------ what most tests begin with

    def project(self, name: str = "Clinic", **changes: Any) -> dict[str, Any]:
        return self.post("/api/projects", {"name": name, **changes})

    def trigger(self, criteria: Any = None, **more: Any) -> dict[str, Any]:
        given = {"project_id": 1, "name": "all", "type": "message", "criteria": criteria or {}}
        if more.get("type", "message") != "message":
            del given["criteria"]
        return self.post("/api/triggers", {"trigger": {**given, **more}})

    def job(self, **more: Any) -> dict[str, Any]:
        given = {
            "project_id": 1,
            "adaptor": STANDIN,
            "expression": SAYS_DATA,
            "autoprocess": True,
            "trigger_id": 1,
        }
        return self.post("/api/jobs", {"job": {**given, **more}})

    def clinic(self, **job: Any) -> dict[str, Any]:
        """Make a project with a filter that lets all pass, and a job that is on."""
        project = self.project()
        self.trigger()
        self.job(name="first", **job)
        return project

    def send(self, body: Any = None, status: int = 200, **more: Any) -> httpx.Response:
        """Post to the first project's inbox, unsigned."""
        sent = self.send_raw(body, **more)
        assert sent.status_code == status, (sent.status_code, sent.text)
        return sent

    def send_raw(self, body: Any = None, **more: Any) -> httpx.Response:
        """Post to the first project's inbox, unsigned, whatever the answer is."""
        project = self.get("/api/projects")[-1]
        content = body if isinstance(body, (str, bytes)) else json.dumps(body or {"a": 1})
        headers = {"content-type": "application/json", **more.pop("headers", {})}
        return httpx.post(project["inbox_url"], content=content, headers=headers, **more)

    # ------------------------------------------------------------ waiting

    def until_idle(self) -> None:
        """Return when all runs that can be started have ended."""
        self.server.call(self.server.platform.dispatcher.until_idle())

    def runs(self, **query: Any) -> list[dict[str, Any]]:
        """Return all runs, the first one first, when all have ended."""
        self.until_idle()
        return self.get("/api/runs", since="ever", **query)[::-1]

    def log(self, number: int) -> str:
        return "\n".join(self.get(f"/api/runs/{number}")["log"])

    def wake(self) -> None:
        """Let the queues be looked at, as when a timer goes off, and wait for what follows."""

        async def look() -> None:
            self.server.platform.dispatcher.wake_all()
            await self.server.platform.dispatcher.until_idle()

        self.server.call(look())


def open_store(folder: Path, clock: Clock) -> Store:
    retention = Retention(keeps_all=True)
    return Store(folder / "local.sqlite", clock, retention=retention, keeps_index=True)


def make_runs(folder: Path, *, spares: int = 0) -> Runs:
    standin = resources() / "standin"
    repository = Repository(folder, Npm.bundled(), SystemClock(), standin)
    return Runs(repository, Redactor, launcher=Launcher.of_this_program(), spares=spares)


@contextmanager
def serving(
    folder: Path,
    *,
    clock: Clock | None = None,
    vault: Vault | None = None,
    spares: int = 0,
    options: Mapping[str, Any] | None = None,
) -> Iterator[Served]:
    """Serve a data folder for as long as the context lasts."""
    known = clock or SystemClock()
    store = open_store(folder, known)
    (folder / "adaptors").mkdir(exist_ok=True)
    opened = vault or vault_in(folder, MemoryKeyring())
    parts = Parts(
        store=store,
        clock=known,
        runs=make_runs(folder / "adaptors", spares=spares),
        safe=Safe(opened),
        parse_adaptors=specifier.parse_all,
        start_token=TOKEN,
    )
    server = PlatformServer(parts, ServerOptions(**dict(options or {})))
    try:
        with server, signed_in(server.url) as client:
            yield Served(server, store, client, opened, known)
    finally:
        store.close()


def signed_in(url: str, token: str = TOKEN) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=url, headers=headers, timeout=30)
