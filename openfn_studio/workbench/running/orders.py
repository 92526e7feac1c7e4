"""From what the user asked for to a request the engine takes. Knows no Qt; waits for the disk."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from openfn_studio.adaptors import specifier
from openfn_studio.adaptors.failures import AdaptorMissing
from openfn_studio.domain.adaptor import AdaptorSpec, InstalledAdaptor
from openfn_studio.domain.run import HttpMode, Limits
from openfn_studio.errors import EnvironmentProblem, Place
from openfn_studio.intercept.rule import Rule
from openfn_studio.intercept.stubs import DataPath, rules_from_data
from openfn_studio.language.document import Document
from openfn_studio.language.outline import outline_of
from openfn_studio.runner.protocol import Breakpoint, Log
from openfn_studio.runs.request import RunRequest
from openfn_studio.runs.runs import Runs
from openfn_studio.store.records import RunStart
from openfn_studio.workbench.given.choice import InputChoice
from openfn_studio.workbench.given.credential_order import CredentialOrder, opened
from openfn_studio.workbench.given.input_sources import InputOrder, InputSources
from openfn_studio.workbench.given.sealed_values import SealedValues
from openfn_studio.workbench.running.breakpoints import BreakpointOrder
from openfn_studio.workbench.running.engine import Engine
from openfn_studio.workbench.running.facts import RunFact, RunId
from openfn_studio.workbench.running.subject import Subject
from openfn_studio.workspace.yamltext import read_yaml

STUBS = "stubs.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOrder:
    """What a run was asked with, frozen at the moment it was asked for."""

    subject: Subject
    text: str
    file: Path | None
    mode: HttpMode
    limits: Limits
    input: InputOrder
    credential: CredentialOrder
    is_debug: bool = False
    breakpoints: BreakpointOrder = field(default_factory=BreakpointOrder)
    break_on_error: bool = False


@dataclass(frozen=True, slots=True)
class PreparedRun:
    """A run that can be started."""

    runs: Runs
    request: RunRequest
    choice: InputChoice
    notes: tuple[Log, ...] = ()
    """What the log says before the job begins."""
    missing_adaptor: str | None = None
    """The specifier of an adaptor that is not installed: the run will end as exit 3."""


Hide = Callable[[Mapping[str, Any]], None]
"""Takes the values of a credential, so that they are shown nowhere."""


class RequestMaker:
    """Makes requests of orders. Any thread may ask.

    Args:
        engine: Runs them.
        sources: Has the inputs.
        sealed: Has the sealed credentials.
        hide: Hides the values of a credential in the program's own log.
    """

    def __init__(
        self, engine: Engine, sources: InputSources, sealed: SealedValues, hide: Hide
    ) -> None:
        self.engine = engine
        self._sources = sources
        self._sealed = sealed
        self._hide = hide

    def prepared(self, order: RunOrder) -> PreparedRun:
        """Return a run that can be started.

        Raises:
            StudioError: The input, the credential, the HTTP rules or the adaptor's name cannot be
                used; where, if there is a place. Nothing was run.
        """
        subject = order.subject
        adaptors, missing = self._adaptors(subject, order.mode)
        assembled = self._sources.assembled(order.input)
        credential = opened(order.credential, self._sealed, order.mode)
        breakpoints = _breakpoints(order)
        body = assembled.configuration if credential.body is None else credential.body
        if body:
            self._hide(body)
        request = RunRequest(
            text=order.text,
            file=order.file,
            dialect=subject.dialect,
            adaptors=adaptors,
            input=msgspec.Raw(assembled.state),
            configuration=body,
            http_mode=order.mode,
            rules=rules_of(subject.folder) if order.mode is HttpMode.TEST else (),
            limits=order.limits,
            no_console=subject.no_console,
            origin="editor",
            breakpoints=breakpoints,
            pause_at_start=order.is_debug and not breakpoints,
            break_on_error=order.is_debug and order.break_on_error,
        )
        notes = (_note(credential.note),) if credential.note else ()
        runs = self.engine.runs(subject.folder)
        return PreparedRun(runs, request, assembled.choice, notes, missing)

    def warm_up(self, subject: Subject, mode: HttpMode) -> None:
        """Have a process ready for runs of a job; does nothing when an adaptor is missing.

        Raises:
            StudioError: The adaptor's name cannot be used, or Node.js is missing.
        """
        adaptors, missing = self._adaptors(subject, mode)
        if missing is None:
            request = RunRequest(
                text="", dialect=subject.dialect, adaptors=adaptors, http_mode=mode
            )
            self.engine.runs(subject.folder).prepare(request)

    def _adaptors(
        self, subject: Subject, mode: HttpMode
    ) -> tuple[tuple[AdaptorSpec | InstalledAdaptor, ...], str | None]:
        """Return a job's adaptors, and the specifier of the first that is missing in test mode."""
        found: list[AdaptorSpec | InstalledAdaptor] = []
        missing: str | None = None
        for spec in specifier.parse_all(subject.adaptors, subject.folder):
            if mode is HttpMode.LIVE:
                found.append(spec)
                continue
            try:
                found.append(self.engine.installed(spec))
            except AdaptorMissing:
                found.append(spec)
                missing = missing or specifier.display(spec)
        return tuple(found), missing


def begun(order: RunOrder, prepared: PreparedRun, now: datetime) -> RunFact:
    """Return what the window knows of a run when it begins."""
    return RunFact(
        id=RunId(uuid.uuid4().hex),
        number=None,
        job=order.subject.title,
        text=order.text,
        dialect=prepared.request.dialect,
        http_mode=prepared.request.http_mode,
        started_at=now,
        origin=prepared.request.origin,
        input_name=prepared.choice.name,
        adaptors=order.subject.adaptors,
        missing_adaptor=prepared.missing_adaptor,
    )


def run_start(order: RunOrder, fact: RunFact) -> RunStart:
    """Return what the store is told of a run when it begins."""
    subject = order.subject
    return RunStart(
        subject.project_key,
        subject.project_name,
        subject.key,
        order.text,
        fact.dialect,
        fact.http_mode,
        subject.adaptors,
        fact.origin,
        fact.input_name,
    )


def rules_of(folder: Path | None) -> tuple[Rule, ...]:
    """Return a project's answers for test mode; none when it has no file of them.

    Raises:
        StudioError: The file cannot be read, or a rule cannot be used; its line is told.
    """
    file = folder / STUBS if folder else None
    if file is None or not file.is_file():
        return ()
    try:
        source = file.read_bytes()
    except OSError as error:
        raise EnvironmentProblem(
            f"The HTTP rules {STUBS} cannot be read: {error.strerror}.",
            means="Nothing was run.",
            place=Place(file),
        ) from error
    document = read_yaml(source, file)

    def locate(path: DataPath) -> tuple[int, int]:
        place = document.place(path)
        return place.line or 1, place.column or 1

    return rules_from_data(document.plain, file=file, locate=locate)


def _breakpoints(order: RunOrder) -> tuple[Breakpoint, ...]:
    if not order.is_debug or not order.breakpoints.points:
        return ()
    document = Document(order.text)
    return order.breakpoints.on(document, outline_of(document, order.subject.dialect).operations)


def _note(text: str) -> Log:
    return Log(level="info", source="runner", text=text)
