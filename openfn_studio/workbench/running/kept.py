"""The runs that are kept: listed, opened, pinned."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
from PySide6.QtCore import QObject, Signal

from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.errors import StudioError
from openfn_studio.state.history import History
from openfn_studio.store.records import LogRecord, RunRecord, RunSummary
from openfn_studio.store.renaming import rename_job_of_runs
from openfn_studio.store.store import Store
from openfn_studio.workbench.lanes import Lane, Ticket
from openfn_studio.workbench.running import conversion
from openfn_studio.workbench.running.archive import RunArchive
from openfn_studio.workbench.running.facts import ErrorFact, LogFact, RunFact, RunId
from openfn_studio.workbench.running.wording import title_of

PAGE = 500
_OPEN_RUNS = 6
_LOG_PAGE = 20_000


@dataclass(frozen=True, slots=True)
class RunRow:
    """A kept run in a list."""

    id: RunId
    key: int
    """The store's id."""
    number: int
    job: str
    """The job's name; the path of a file that no project lists."""
    origin: str
    dialect: Dialect
    http_mode: HttpMode
    started_at: datetime
    finished_at: datetime | None
    took_ms: float | None
    exit_code: int | None
    """None while it is on, in this window or another."""
    is_pinned: bool
    size_bytes: int
    input_name: str
    error: ErrorFact | None
    failed_at: str | None = None
    """The name of the operation that failed or was cut off."""


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A kept run with all that is known of it."""

    fact: RunFact
    lines: tuple[LogFact, ...]
    history: History | None
    """None when its states were too big to be kept, or it never began."""


class KeptRunsBench(QObject):
    """Lists the runs of the open project and opens them. The database is read on the lane.

    Signals:
        listed: The rows, a tuple of ``RunRow``, newest first.
        opened: The ``RunFact`` of a run that was asked for.
        failed: A ``StudioError``: a run, or the list, that cannot be read. Told once a reason.

    Args:
        archive: Where they are.
        lane: Where they are read.
    """

    listed = Signal(object)
    opened = Signal(object)
    failed = Signal(object)

    def __init__(self, archive: RunArchive, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._archive = archive
        self._lane = lane
        self._project_key = ""
        self._rows: tuple[RunRow, ...] = ()
        self._listing: Ticket | None = None
        self._ids: dict[int, RunId] = {}
        self._opened: dict[RunId, KeptRun] = {}
        self._told: set[str] = set()

    # ------------------------------------------------------------ the list

    @property
    def rows(self) -> tuple[RunRow, ...]:
        """The newest runs of the project, newest first, as far as they were read."""
        return self._rows

    def rows_of(self, job: str) -> tuple[RunRow, ...]:
        """Return the rows of one job."""
        return tuple(row for row in self._rows if row.job == job)

    def row(self, run_id: RunId) -> RunRow | None:
        """Return the row of a run; None when it is not listed."""
        return next((row for row in self._rows if row.id == run_id), None)

    def show(self, project_key: str) -> None:
        """Turn to a project's runs; ``listed`` follows."""
        if project_key != self._project_key:
            self._project_key, self._rows = project_key, ()
            self.listed.emit(())
        self.refresh()

    def refresh(self) -> None:
        """Read the list anew; ``listed`` follows when it is another one."""
        if self._listing:
            self._listing.cancel()
        archive, key, ids = self._archive, self._project_key, dict(self._ids)

        def work(_: Ticket) -> tuple[RunRow, ...]:
            found = archive.store().list_runs(key, limit=PAGE).result()
            return tuple(_row(summary, ids) for summary in found)

        self._listing = self._lane.run(work, self._take, self._tell, owner=self)

    def note(self, key: int, run_id: RunId) -> None:
        """Learn under which id this window already knows a kept run."""
        self._ids[key] = run_id

    def pin(self, run_id: RunId, *, is_pinned: bool = True) -> None:
        """Pin a run, so that it is never removed, or let go of it; ``listed`` follows."""
        row = self.row(run_id)
        if row is None:
            return
        archive = self._archive
        self._take(
            tuple(
                replace(one, is_pinned=is_pinned) if one.id == run_id else one for one in self._rows
            )
        )
        self._lane.run(
            lambda _: archive.store().pin(row.key, is_pinned=is_pinned).result(),
            lambda _: self.refresh(),
            self._pin_failed,
            owner=self,
        )

    def rename(self, project_key: str, old: str, new: str) -> None:
        """Let a job's runs be those of its new name; ``listed`` follows."""
        archive = self._archive
        self._lane.run(
            lambda _: archive.store().write(rename_job_of_runs, project_key, old, new).result(),
            lambda _: self.refresh(),
            self._tell,
            owner=self,
        )

    # ------------------------------------------------------------ one run

    def open(self, run_id: RunId) -> None:
        """Read a run with its log and states; ``opened`` or ``failed`` follows."""
        known = self._opened.get(run_id)
        if known is not None:
            self.opened.emit(known.fact)
            return
        row = self.row(run_id)
        if row is None:
            return
        archive, key = self._archive, row.key

        def done(run: KeptRun) -> None:
            self._opened[run_id] = run
            while len(self._opened) > _OPEN_RUNS:
                del self._opened[next(iter(self._opened))]
            self.opened.emit(run.fact)

        self._lane.run(
            lambda _: read_kept(archive.store(), key, run_id), done, self.failed.emit, owner=self
        )

    def fact(self, run_id: RunId) -> RunFact | None:
        """Return a run that was opened; None when it was not."""
        run = self._opened.get(run_id)
        return run.fact if run else None

    def log(self, run_id: RunId) -> Sequence[LogFact]:
        """Return the log of a run that was opened."""
        run = self._opened.get(run_id)
        return run.lines if run else ()

    def history(self, run_id: RunId) -> History | None:
        """Return the states of a run that was opened."""
        run = self._opened.get(run_id)
        return run.history if run else None

    def final_state(
        self,
        run_id: RunId,
        on_done: Callable[[bytes], None],
        on_failed: Callable[[StudioError], None],
    ) -> None:
        """Hand over a run's exact final state as JSON."""
        row = self.row(run_id)
        if row is None:
            return
        archive, key = self._archive, row.key
        self._lane.run(
            lambda _: msgspec.json.encode(archive.store().read_final_state(key).result()),
            on_done,
            on_failed,
            owner=self,
        )

    # ------------------------------------------------------------ inside

    def _take(self, rows: tuple[RunRow, ...]) -> None:
        if rows != self._rows:
            self._rows = rows
            self.listed.emit(rows)

    def _tell(self, problem: StudioError) -> None:
        # The data folder that cannot be read is the same news each time.
        if problem.what not in self._told:
            self._told.add(problem.what)
            self.failed.emit(problem)

    def _pin_failed(self, problem: StudioError) -> None:
        self.failed.emit(problem)
        self.refresh()


def read_kept(store: Store, key: int, run_id: RunId) -> KeptRun:
    """Return a kept run; waits for the database.

    Raises:
        StudioError: It was removed, or cannot be read.
    """
    record = store.read_run(key).result()
    lines = tuple(conversion.kept_line(line) for line in _all_lines(store, key))
    error = conversion.kept_error(record.error)
    ending = conversion.ending_lines(
        error,
        ms=record.took_ms or 0.0,
        dropped=record.dropped_logs,
        secret_paths=record.secret_paths,
        position=len(lines),
    )
    fact = replace(_fact(record, run_id, error), log_lines=len(lines) + len(ending))
    return KeptRun(fact, lines + ending, _history(store, record))


def _all_lines(store: Store, key: int) -> list[LogRecord]:
    lines: list[LogRecord] = []
    while True:
        after = lines[-1].position if lines else -1
        page = store.read_log(key, after=after, limit=_LOG_PAGE).result()
        lines += page
        if len(page) < _LOG_PAGE:
            return lines


def _fact(record: RunRecord, run_id: RunId, error: ErrorFact | None) -> RunFact:
    summary = record.summary
    exchanges = [conversion.kept_exchange(one) for one in record.exchanges]
    hosts = {urlsplit(one.url).hostname or "" for one in exchanges}
    rows = [*exchanges, *conversion.kept_incidents(record.incidents, hosts)]
    made = Counter(one.operation for one in exchanges)
    loaded: list[dict[str, Any]] = record.adaptors.get("loaded", [])
    names = [f"{one['name']}@{one['version']}" for one in loaded]
    return RunFact(
        id=run_id,
        number=summary.key.number,
        job=title_of(summary.job),
        text=record.text,
        dialect=summary.dialect,
        http_mode=summary.http_mode,
        started_at=summary.started_at,
        finished_at=summary.finished_at,
        took_ms=record.took_ms,
        exit_code=summary.exit_code,
        error=error,
        operations=tuple(
            conversion.kept_operation(one, made[one.index]) for one in record.operations
        ),
        exchanges=tuple(sorted(rows, key=lambda one: one.ms)),
        live_requests=len(exchanges) if summary.http_mode is HttpMode.LIVE else 0,
        is_kept=True,
        is_pinned=summary.is_pinned,
        origin=summary.origin,
        input_name=summary.input_name,
        adaptors=tuple(names or record.adaptors.get("asked") or ()),
    )


def _history(store: Store, record: RunRecord) -> History | None:
    if not record.has_initial_state:
        return None
    initial = msgspec.json.encode(store.state_before(record.summary.key.id, 0).result())
    ended = [one for one in record.operations if one.status in ("finished", "failed")]
    return History(initial, [one.patch for one in ended])


def _row(summary: RunSummary, ids: dict[int, RunId]) -> RunRow:
    key = summary.key
    return RunRow(
        id=ids.get(key.id) or RunId(f"kept-{key.id}"),
        key=key.id,
        number=key.number,
        job=summary.job,
        origin=summary.origin,
        dialect=summary.dialect,
        http_mode=summary.http_mode,
        started_at=summary.started_at,
        finished_at=summary.finished_at,
        took_ms=summary.took_ms,
        exit_code=summary.exit_code,
        is_pinned=summary.is_pinned,
        size_bytes=summary.size_bytes,
        input_name=summary.input_name,
        error=conversion.kept_error(summary.error),
        failed_at=summary.failed_at,
    )
