"""Builds the local platform and runs it: what ``serve`` does, and commands when nobody serves."""

import base64
import binascii
import contextlib
import json
import os
import secrets
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openfn_studio.adaptors import specifier
from openfn_studio.cli import engine
from openfn_studio.cli.terminal import Terminal
from openfn_studio.cli.vault_door import VAULT, ask_passphrase
from openfn_studio.clock import SystemClock
from openfn_studio.domain.project import Project
from openfn_studio.errors import StudioError, UserInputProblem
from openfn_studio.log import AppLog
from openfn_studio.paths import DataFolder, resources
from openfn_studio.platform.lock import ServerFact, ServerLock
from openfn_studio.platform.platform import Import, Parts
from openfn_studio.platform.safe import Safe
from openfn_studio.platform.server import PlatformServer, ServerOptions
from openfn_studio.runner.launch import Launcher
from openfn_studio.runs.runs import Runs
from openfn_studio.secrets.redactor import Redactor
from openfn_studio.secrets.vault import Vault
from openfn_studio.store.checkup import rebuild_index as remake_index
from openfn_studio.store.projects.projects import list_projects
from openfn_studio.store.retention import Retention
from openfn_studio.store.store import Store
from openfn_studio.workspace.folder import ProjectFolder

DATABASE = "local.sqlite"
SPARES = 2
SAMPLE_ON = ("register-child", "send-visits", "plan-vaccinations", "tell-the-team")
"""The sample's jobs that are on from the start; in test mode they send nothing."""


@dataclass(frozen=True, slots=True)
class Hosted:
    """A platform that runs in this process."""

    server: PlatformServer
    token: str
    """Opens its API for this start."""
    notes: tuple[str, ...]
    """What a user should know about the projects that were imported."""


@contextmanager
def hosting(
    data: DataFolder,
    options: ServerOptions,
    *,
    vault: Vault | Callable[[], Vault],
    folders: Sequence[Path] = (),
    has_sample: bool = False,
) -> Generator[Hosted]:
    """Run the platform of a data folder for as long as the context lasts.

    Args:
        data: The data folder; nobody else may serve it meanwhile.
        options: Where to listen.
        vault: Opens credentials; it may be opened when it is needed first.
        folders: Project folders to import, each once.
        has_sample: Import the sample when there is no project at all.

    Raises:
        StudioError: Somebody serves it already, or something cannot be used.
    """
    lock = ServerLock(data.root)
    lock.acquire()
    with contextlib.ExitStack() as stack:
        stack.callback(lock.release)
        clock = SystemClock()
        log = AppLog(data.logs, Redactor(None).text)
        stack.callback(log.close)
        store = Store(
            data.databases / DATABASE,
            clock,
            retention=Retention(keeps_all=True),
            keeps_index=True,
        )
        stack.callback(store.close)
        imports, notes = _imports(store, folders, has_sample=has_sample)
        token = secrets.token_urlsafe(32)
        parts = Parts(
            store=store,
            clock=clock,
            runs=_runs(data),
            safe=Safe(vault),
            parse_adaptors=specifier.parse_all,
            hide=lambda configuration: _hiding(log, configuration),
            start_token=token,
        )
        server = PlatformServer(parts, replace(options, imports=imports))
        stack.enter_context(server)
        lock.announce(ServerFact(pid=os.getpid(), url=server.url, token=token))
        yield Hosted(server, token, notes)


def rebuild_index(data: DataFolder) -> None:
    """Make the text index of a platform's database anew.

    Raises:
        StudioError: Somebody serves it, or it cannot be written.
    """
    lock = ServerLock(data.root)
    lock.acquire()
    try:
        path = data.databases / DATABASE
        with contextlib.closing(
            Store(path, SystemClock(), retention=Retention(keeps_all=True))
        ) as store:
            store.write(remake_index).result()
    finally:
        lock.release()


def open_vault(data: DataFolder, asking: Terminal | None = None) -> Vault:
    """Open the vault of a data folder.

    Args:
        data: The data folder.
        asking: Where a person is asked for the passphrase it may need.

    Raises:
        StudioError: Its file is damaged or cannot be read.
    """
    vault = Vault.open(data.root / VAULT)
    if asking is not None:
        ask_passphrase(vault, asking)
    return vault


def join_vault(data: DataFolder, handed: str) -> Vault:
    """Open the vault with the key another program of ours hands over, in base64.

    Args:
        data: The data folder.
        handed: What ``Vault.hand_over`` gave it; empty opens the vault as anybody would.

    Raises:
        StudioError: It is no key.
    """
    if not handed:
        return open_vault(data)
    try:
        return Vault.join(data.root / VAULT, base64.b64decode(handed, validate=True))
    except binascii.Error as error:
        raise UserInputProblem("The first line of stdin is no key in base64.") from error


def _runs(data: DataFolder) -> Runs:
    launcher = Launcher.of_this_program(read_folders=[])
    return Runs(engine.repository(data), Redactor, launcher=launcher, spares=SPARES)


@contextmanager
def _hiding(log: AppLog, configuration: Mapping[str, Any] | None) -> Generator[None]:
    undo = log.add_redaction(Redactor(configuration).text)
    try:
        yield
    finally:
        undo()


def _imports(
    store: Store, folders: Sequence[Path], *, has_sample: bool
) -> tuple[list[Import], tuple[str, ...]]:
    imports: list[Import] = []
    notes: list[str] = []
    for folder in folders:
        opened = ProjectFolder(folder.absolute(), SystemClock())
        imports.append(_import(opened))
        notes += [f"{folder.name}: {notice.text}" for notice in opened.notices]
    if not imports and has_sample and not store.read(list_projects).result():
        imports.append(_sample())
    return imports, tuple(notes)


def _import(folder: ProjectFolder) -> Import:
    texts: dict[str, str] = {}
    for job in folder.project.jobs:
        with contextlib.suppress(StudioError):
            texts[job.name] = folder.read_expression(job)
    return Import(folder.project, texts, str(folder.folder))


def _sample() -> Import:
    where = resources() / "samples" / "clinic"
    found = _import(ProjectFolder(where, SystemClock()))
    body = json.loads((where / "samples" / "credential.json").read_text("utf-8"))
    bodies = {"clinic-register": body}
    return replace(found, project=_switched_on(found.project), source="sample", bodies=bodies)


def _switched_on(project: Project) -> Project:
    jobs = tuple(
        replace(job, settings=replace(job.settings, autoprocess=job.name in SAMPLE_ON))
        for job in project.jobs
    )
    return replace(project, jobs=jobs)
