"""Lanes: one thread that writes a database, one that reads it and can be interrupted.

The writer is never interrupted. What is waiting for it when it begins is written in one
transaction, so a thousand small writes cost one sync of the disk.
"""

import logging
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from openfn_studio.errors import EnvironmentProblem
from openfn_studio.store.database import QueryInterrupted, connect, problem_of

_log = logging.getLogger(__name__)

_GROUPS_BEFORE_LEISURE = 20
"""So many groups are written before leisure work gets a turn, when the lane is never idle."""
_STEPS_BETWEEN_LOOKS = 20_000
"""Steps of SQLite's machine, about a millisecond, after which a query looks if it is wanted."""

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


@dataclass(slots=True)
class _Task:
    work: Work[Any]
    future: Future[Any]
    replaceable: str | None = None
    is_dropped: bool = False


class _Lane(ABC):
    """A thread with a connection and a queue."""

    def __init__(self, path: Path, connection: sqlite3.Connection, name: str) -> None:
        self._path = path
        self._connection = connection
        self._tasks: deque[_Task] = deque()
        self._changed = threading.Condition()
        self._is_closing = False
        # A daemon, so that a program that forgot to close still ends; what was committed is safe.
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Do what is waiting, then end the thread and close the connection."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        self._thread.join()

    def _put(self, task: _Task) -> None:
        with self._changed:
            if self._is_closing:
                raise EnvironmentProblem("The database is closed.")
            self._tasks.append(task)
            self._changed.notify_all()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._has_something_to_do)
                if self._is_closing and not self._tasks:
                    break
            self._do_some()
        self._connection.close()

    def _has_something_to_do(self) -> bool:
        return bool(self._tasks) or self._is_closing

    @abstractmethod
    def _do_some(self) -> None:
        """Do what waits, on the lane's thread."""

    def _translated(self, error: Exception) -> Exception:
        return problem_of(error, self._path) if isinstance(error, sqlite3.Error) else error


class WriterLane(_Lane):
    """The one thread that writes a database.

    Args:
        path: The database file.
        connection: The connection, which is the lane's from now on.
        leisure: Work of a few milliseconds for when nothing waits, such as indexing; returns
            whether there is more of it. It is asked again after each write.
    """

    def __init__(
        self, path: Path, connection: sqlite3.Connection, leisure: Work[bool] | None = None
    ) -> None:
        self._leisure = leisure
        self._has_leisure_work = leisure is not None
        self._groups_since = 0
        super().__init__(path, connection, f"store-writer {path.name}")

    def submit(self, work: Work[T]) -> Future[T]:
        """Carry out work in a transaction of its own or of a group; return its result to come.

        When the future has its result, the work is durable. Work that fails leaves nothing,
        and does not harm the rest of its group.
        """
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        self._put(_Task(work, future))
        return future

    def _has_something_to_do(self) -> bool:
        return super()._has_something_to_do() or self._has_leisure_work

    def _do_some(self) -> None:
        with self._changed:
            group = list(self._tasks)
            self._tasks.clear()
        if group:
            self._do_group(group)
            self._has_leisure_work = self._leisure is not None
            self._groups_since += 1
        if self._has_leisure_work and (not group or self._groups_since >= _GROUPS_BEFORE_LEISURE):
            self._do_leisure()

    def _do_leisure(self) -> None:
        self._groups_since = 0
        if self._leisure is None:
            return
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._has_leisure_work = self._leisure(self._connection)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            # Whoever writes next is told; until then trying again would not help.
            self._has_leisure_work = False
            _log.warning("The text index could not be brought up to date: %s", error)

    def _do_group(self, group: list[_Task]) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            outcomes = [self._in_savepoint(task) for task in group]
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            problem = self._translated(error)
            for task in group:
                task.future.set_exception(problem)
            return
        for task, (result, failure) in zip(group, outcomes, strict=True):
            if failure:
                task.future.set_exception(failure)
            else:
                task.future.set_result(result)

    def _in_savepoint(self, task: _Task) -> tuple[Any, Exception | None]:
        self._connection.execute("SAVEPOINT task")
        try:
            result = task.work(self._connection)
        except Exception as error:  # the lane's edge: its caller gets every failure
            if not self._connection.in_transaction:
                # A full disk makes SQLite roll back everything: the whole group has failed.
                raise _as_sqlite(error) from error
            self._connection.execute("ROLLBACK TO task")
            self._connection.execute("RELEASE task")
            return None, self._translated(error)
        self._connection.execute("RELEASE task")
        return result, None


class ReaderLane(_Lane):
    """The thread that reads a database for views; a newer query takes an older one's place.

    Args:
        path: The database file, which exists.
    """

    def __init__(self, path: Path) -> None:
        self._current: _Task | None = None
        connection = connect(path, read_only=True)
        # interrupt() stops only a statement that runs; a query that is between two of them, or has
        # not begun its first, is stopped by looking whether it is still wanted.
        connection.set_progress_handler(self._is_unwanted, _STEPS_BETWEEN_LOOKS)
        super().__init__(path, connection, f"store-reader {path.name}")

    def submit(self, work: Work[T], *, replaces: str | None = None) -> Future[T]:
        """Carry out a query and return its result to come.

        Args:
            work: The query; it must not write.
            replaces: A name, e.g. of a view. Older queries of the same name that wait are
                dropped and one that runs is interrupted: they end with ``QueryInterrupted``.
        """
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        if replaces:
            self._drop(replaces)
        self._put(_Task(work, future, replaces))
        return future

    def stop(self, name: str) -> None:
        """Stop the queries of a view: nobody waits for them any more."""
        self._drop(name)

    def _drop(self, name: str) -> None:
        with self._changed:
            dropped = [task for task in self._tasks if task.replaceable == name]
            for task in dropped:
                self._tasks.remove(task)
            if self._current and self._current.replaceable == name:
                self._current.is_dropped = True
                # Under the lock, so that it cannot hit the query after it.
                self._connection.interrupt()
        for task in dropped:
            task.future.set_exception(QueryInterrupted("A newer query took its place."))

    def _is_unwanted(self) -> bool:
        task = self._current
        return task is not None and task.is_dropped

    def _do_some(self) -> None:
        with self._changed:
            task = self._current = self._tasks.popleft()
        try:
            result, failure = task.work(self._connection), None
        except Exception as error:  # noqa: BLE001  # the lane's edge: its caller gets every failure
            result, failure = None, self._translated(error)
        with self._changed:
            self._current = None
        if failure:
            task.future.set_exception(failure)
        else:
            task.future.set_result(result)


def _as_sqlite(error: Exception) -> sqlite3.Error:
    return error if isinstance(error, sqlite3.Error) else sqlite3.Error(error)
