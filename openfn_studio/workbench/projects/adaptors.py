"""The adaptors of this computer for the window: what is known of them, and how they come and go."""

from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock

from PySide6.QtCore import QObject, Signal

from openfn_studio.adaptors import known, specifier
from openfn_studio.adaptors.failures import AdaptorMissing
from openfn_studio.adaptors.repository import Repository
from openfn_studio.domain.adaptor import InstalledAdaptor
from openfn_studio.errors import StudioError
from openfn_studio.workbench.lanes import Lane, Ticket
from openfn_studio.workbench.projects.adaptor_changes import AdaptorChanges
from openfn_studio.workbench.projects.adaptor_facts import (
    AdaptorFact,
    AdaptorsKnown,
    InstalledFact,
    InstallEnd,
    InstallFact,
    PublishedFact,
)
from openfn_studio.workbench.projects.adaptor_reading import (
    adaptor_fact,
    installed_facts,
    published_fact,
)
from openfn_studio.workbench.tasks import TaskBench


class AdaptorBench(QObject):
    """Knows adaptors and reads what it does not know on the lane; asks the network never by itself.

    Signals:
        known_changed: The specifiers, a tuple, of which more is known now.
        installed_changed: What is on this computer, a tuple of ``InstalledFact``.
        under_way_changed: The installations and removals that are on, a tuple of ``InstallFact``.
        change_ended: An ``InstallEnd``: what is so now, or why it failed.

    Args:
        repository: The adaptors folder.
        lane: Where packages are read and npm is asked.
        tasks: Where installations are listed while they are on.
    """

    known_changed = Signal(object)
    installed_changed = Signal(object)
    under_way_changed = Signal(object)
    change_ended = Signal(object)

    def __init__(
        self,
        repository: Repository,
        lane: Lane,
        tasks: TaskBench,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._repository = repository
        self._lane = lane
        self._folder: Path | None = None
        self._facts = _Facts()
        self._known: dict[str, AdaptorFact | StudioError] = {}
        self._reading: dict[str, Ticket] = {}
        self._installed: tuple[InstalledFact, ...] | None = None
        self._listing: Ticket | None = None
        self._uses: Mapping[str, tuple[str, ...]] = {}
        self._users: Mapping[tuple[str, str], tuple[str, ...]] | None = None
        """Who uses what; None when it is to be found out anew."""
        self._changes = AdaptorChanges(repository, tasks, self)
        self._changes.under_way_changed.connect(self.under_way_changed)
        self._changes.ended.connect(self._on_change_ended)

    @property
    def repository(self) -> Repository:
        """The adaptors folder itself, for the benches that run jobs and change what is here."""
        return self._repository

    # ------------------------------------------------------------------ details

    def details(self, specifiers: tuple[str, ...]) -> tuple[AdaptorFact, ...]:
        """Return what is known now, without waiting; ``known_changed`` follows for the rest.

        Args:
            specifiers: As jobs name adaptors: ``http``, ``http@7.2.10``, ``http=./build``.
        """
        return self.known(specifiers).found

    def known(self, specifiers: tuple[str, ...]) -> AdaptorsKnown:
        """Return what is known now, with what is missing, what is wrong and what is being read."""
        for spec in specifiers:
            if spec not in self._known and spec not in self._reading:
                self._read(spec)
        answers = [self._known[spec] for spec in specifiers if spec in self._known]
        return AdaptorsKnown(
            tuple(answer for answer in answers if isinstance(answer, AdaptorFact)),
            tuple(s for s in specifiers if isinstance(self._known.get(s), AdaptorMissing)),
            tuple(answer for answer in answers if isinstance(answer, StudioError)),
            any(spec in self._reading for spec in specifiers),
        )

    def set_folder(self, folder: Path | None) -> None:
        """Name the project's folder, from which relative paths of local builds start."""
        if folder != self._folder:
            self._folder = folder
            self.forget()

    def forget(self) -> None:
        """Read everything again that is asked for from now on, local builds too."""
        for ticket in self._reading.values():
            ticket.cancel()
        gone = tuple(self._known)
        self._reading.clear()
        self._known.clear()
        self._facts = _Facts()
        self._users = None
        if gone:
            self.known_changed.emit(gone)

    def _read(self, spec: str) -> None:
        repository, folder, facts = self._repository, self._folder, self._facts

        def work(_: Ticket) -> AdaptorFact:
            parsed = specifier.parse(spec, folder)
            return facts.of(repository.resolve(parsed, may_use_npm=False))

        def learn(answer: AdaptorFact | StudioError) -> None:
            self._reading.pop(spec, None)
            self._known[spec] = answer
            self._users = None
            self.known_changed.emit((spec,))

        self._reading[spec] = self._lane.run(work, learn, learn, owner=self)

    # ------------------------------------------------------------------ what is here

    @property
    def installed(self) -> tuple[InstalledFact, ...] | None:
        """What is on this computer; None until it was listed, which ``refresh`` starts."""
        return self._installed

    def refresh(self) -> None:
        """List the adaptors folder anew; ``installed_changed`` follows."""
        if self._listing:
            self._listing.cancel()
        repository = self._repository
        self._listing = self._lane.run(
            lambda _: installed_facts(repository), self._take_list, self._list_failed, owner=self
        )

    def _take_list(self, facts: tuple[InstalledFact, ...]) -> None:
        self._listing = None
        self._installed = facts
        self.installed_changed.emit(facts)

    def _list_failed(self, problem: StudioError) -> None:
        # A folder that cannot be read holds nothing that could be used.
        self._take_list((InstalledFact("", "", "", damage=str(problem)),))

    # ------------------------------------------------------------------ who uses what

    def set_uses(self, uses: Mapping[str, tuple[str, ...]]) -> None:
        """Take the adaptors of each job of the project, by the job's name."""
        self._uses = dict(uses)
        self._users = None

    def users_of(self, name: str, version: str) -> tuple[str, ...]:
        """Return the jobs that run with this version now; what is not read yet counts later."""
        if self._users is None:
            self._users = self._find_users()
        return self._users.get((name, version), ())

    def _find_users(self) -> dict[tuple[str, str], tuple[str, ...]]:
        # Thousands of jobs share a few specifiers: each is looked up once.
        specs = {spec for of_job in self._uses.values() for spec in of_job}
        meant = {spec: self.details((spec,)) for spec in specs}
        users: dict[tuple[str, str], list[str]] = {}
        for job, of_job in self._uses.items():
            for fact in {fact.folder: fact for spec in of_job for fact in meant[spec]}.values():
                users.setdefault((fact.name, fact.version), []).append(job)
        return {version: tuple(jobs) for version, jobs in users.items()}

    # ------------------------------------------------------------------ changing

    @property
    def under_way(self) -> tuple[InstallFact, ...]:
        """The installations and removals that are on."""
        return self._changes.under_way

    def install(self, spec: str) -> None:
        """Install what ``spec`` means now, asking npm; ``change_ended`` follows."""
        self._changes.install(spec)

    def remove(self, spec: str) -> None:
        """Remove a version, or all of an adaptor; ``change_ended`` follows."""
        self._changes.remove(spec)

    def cancel(self, spec: str) -> None:
        """Stop the installation of ``spec``; nothing was changed then."""
        self._changes.cancel(spec)

    def _on_change_ended(self, end: InstallEnd) -> None:
        if not end.problem:
            self.forget()
            self.refresh()
        self.change_ended.emit(end)

    # ------------------------------------------------------------------ npm

    @property
    def known_names(self) -> tuple[str, ...]:
        """Short names of adaptors that people use, to complete what is typed; npm has others."""
        return known.SHORT_NAMES

    def versions(
        self,
        name: str,
        on_done: Callable[[PublishedFact], None],
        on_failed: Callable[[StudioError], None],
        owner: QObject,
    ) -> Ticket:
        """Ask npm for the versions of an adaptor; cancelling the ticket ends npm too."""
        repository = self._repository

        def work(ticket: Ticket) -> PublishedFact:
            parsed = specifier.parse(name)
            return published_fact(repository.published(parsed.name, ticket.cancelled))

        return self._lane.run(work, on_done, on_failed, owner=owner)


class _Facts:
    """Details by folder, shared by the lane's threads: two specifiers may mean one package."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._facts: dict[Path, AdaptorFact] = {}

    def of(self, installed: InstalledAdaptor) -> AdaptorFact:
        with self._lock:
            known = self._facts.get(installed.path)
        if known is not None:
            return known
        read = adaptor_fact(installed)
        with self._lock:
            # Another thread may have read it meanwhile: its fact stays.
            return self._facts.setdefault(installed.path, read)
