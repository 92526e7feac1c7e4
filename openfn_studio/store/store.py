"""A platform's database, opened: recording runs, and reading them."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection
from typing import Any, Concatenate, ParamSpec, TypeVar

from openfn_studio.clock import Clock
from openfn_studio.errors import EnvironmentProblem, Place
from openfn_studio.store import reading
from openfn_studio.store.database import connect, translating
from openfn_studio.store.ids import milliseconds
from openfn_studio.store.lane import ReaderLane, WriterLane
from openfn_studio.store.recorder import RunRecorder
from openfn_studio.store.records import LogRecord, RunKey, RunRecord, RunStart, RunSummary
from openfn_studio.store.retention import Retention
from openfn_studio.store.run_writer import RunWriter
from openfn_studio.store.sessions import Session, begin_session, end_session, release
from openfn_studio.store.text_index import index_some
from openfn_studio.store.upgrade import SHIPPED, migrations_in, reason_to_only_read, upgrade

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[Connection, P], T]
"""A function of this room that takes a connection first, e.g. ``jobs.list_jobs``."""

_READ_ONLY = "The database was opened for reading only."


class Store:
    """A database file with a writer and a reader lane. Answers are futures; any thread may ask.

    Opening it upgrades it (after a copy aside) and closes, as interrupted, the runs of processes
    that were killed. A database from a newer version is opened for reading only.

    Args:
        path: The file; made when it is not there. Its folder must exist.
        clock: What time it is.
        retention: How many runs stay.
        migrations: The folder of migrations.
        read_only: Open it for reading only, e.g. beside the server that writes it.
        keeps_index: Bring the text index up to date in the background.

    Raises:
        EnvironmentProblem: The file cannot be opened or upgraded, or is damaged; it is kept.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock,
        *,
        retention: Retention | None = None,
        migrations: Path = SHIPPED,
        read_only: bool = False,
        keeps_index: bool = False,
    ) -> None:
        self.path = path
        self._clock = clock
        self._retention = retention or Retention()
        self._writer: WriterLane | None = None
        self._session: Session | None = None
        self._leisure = index_some if keeps_index else None
        self.read_only_reason: str | None = _READ_ONLY if read_only else None
        """Why it can only be read, a sentence for the user; None when it can be written."""
        self._open(migrations)
        self._reader = ReaderLane(path)

    def close(self) -> None:
        """Write what is waiting and close the file. Runs that are still open are interrupted."""
        self._reader.close()
        if self._writer and self._session:
            session = self._session
            self._writer.submit(lambda connection: end_session(connection, session))
            self._writer.close()
            release(session)
            self._writer = None

    def read(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Carry out a query of this room, e.g. ``store.read(jobs.find_job, 3)``."""
        return self._reader.submit(lambda connection: work(connection, *args, **kwargs))

    def read_latest(
        self, view: str, work: Work[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        """Carry out a query in place of the one the same view asked before, which is stopped."""
        return self._reader.submit(
            lambda connection: work(connection, *args, **kwargs), replaces=view
        )

    def stop_reading(self, view: str) -> None:
        """Stop what a view asked: nobody waits for it any more."""
        self._reader.stop(view)

    def write(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Carry out a change of this room; when its future has a result it is safe on disk.

        Raises:
            EnvironmentProblem: The database can only be read, or is closed.
        """
        writer, _ = self._writable()
        return writer.submit(lambda connection: work(connection, *args, **kwargs))

    def record_run(self, start: RunStart) -> RunRecorder:
        """Return the sink for the events of a run that begins now.

        Raises:
            EnvironmentProblem: The database can only be read.
        """
        writer, session = self._writable()
        now_ms = milliseconds(self._clock.now())
        return RunRecorder(writer, RunWriter(start, session.id, now_ms), self._retention)

    def pin(self, run_id: int, *, is_pinned: bool = True) -> Future[None]:
        """Pin a run, so that it is never removed, or let go of it."""

        def work(connection: Any) -> None:
            connection.execute(
                "UPDATE run SET is_pinned = ? WHERE id = ?", (int(is_pinned), run_id)
            )

        return self._writable()[0].submit(work)

    def list_runs(
        self,
        project_key: str,
        *,
        job: str | None = None,
        before: int | None = None,
        limit: int = 100,
        replaces: str | None = None,
    ) -> Future[list[RunSummary]]:
        """Return a page of runs, newest first; see ``reading.list_runs``."""
        return self._reader.submit(
            lambda connection: reading.list_runs(
                connection, project_key, job=job, before=before, limit=limit
            ),
            replaces=replaces,
        )

    def find_run(self, project_key: str, number: int) -> Future[RunKey]:
        """Return the run of a number."""
        return self._reader.submit(
            lambda connection: reading.find_run(connection, project_key, number)
        )

    def read_run(self, run_id: int, *, replaces: str | None = None) -> Future[RunRecord]:
        """Return a run with its operations, exchanges and incidents."""
        return self._reader.submit(
            lambda connection: reading.read_run(connection, run_id), replaces=replaces
        )

    def read_log(
        self, run_id: int, *, after: int = -1, limit: int = 1_000, replaces: str | None = None
    ) -> Future[list[LogRecord]]:
        """Return a page of a run's log, in order."""
        return self._reader.submit(
            lambda connection: reading.read_log(connection, run_id, after=after, limit=limit),
            replaces=replaces,
        )

    def read_final_state(self, run_id: int, *, replaces: str | None = None) -> Future[Any]:
        """Return a run's exact final state, without ``configuration``."""
        return self._reader.submit(
            lambda connection: reading.read_final_state(connection, run_id), replaces=replaces
        )

    def state_before(self, run_id: int, index: int, *, replaces: str | None = None) -> Future[Any]:
        """Return the redacted state before an operation; see ``reading.state_before``."""
        return self._reader.submit(
            lambda connection: reading.state_before(connection, run_id, index), replaces=replaces
        )

    def _open(self, migrations: Path) -> None:
        steps = migrations_in(migrations)
        if self.path.exists() and not self.read_only_reason:
            # Asked without writing, so that a newer version's file is not touched at all.
            with closing(connect(self.path, read_only=True)) as looking, translating(self.path):
                self.read_only_reason = reason_to_only_read(looking, steps)
        if self.read_only_reason:
            return
        connection = connect(self.path)
        now_ms = milliseconds(self._clock.now())
        try:
            with translating(self.path):
                upgrade(connection, self.path, steps, now_ms)
                self._session = begin_session(connection, self.path, now_ms)
        except BaseException:
            connection.close()
            raise
        self._writer = WriterLane(self.path, connection, self._leisure)

    def _writable(self) -> tuple[WriterLane, Session]:
        if self._writer is None or self._session is None:
            reason = self.read_only_reason or "The database is closed."
            raise EnvironmentProblem(reason, place=Place(self.path))
        return self._writer, self._session
