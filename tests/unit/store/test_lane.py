import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from openfn_studio.errors import EnvironmentProblem
from openfn_studio.store.database import APPLICATION_ID, QueryInterrupted, connect
from openfn_studio.store.lane import ReaderLane, WriterLane

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "a.sqlite"
    with closing(connect(file)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("CREATE TABLE item (value INTEGER UNIQUE) STRICT")
    return file


@pytest.fixture
def writer(database: Path) -> Iterator[WriterLane]:
    lane = WriterLane(database, connect(database))
    yield lane
    lane.close()


@pytest.fixture
def reader(database: Path) -> Iterator[ReaderLane]:
    lane = ReaderLane(database)
    yield lane
    lane.close()


def insert(value: int) -> Callable[[sqlite3.Connection], int]:
    def work(connection: sqlite3.Connection) -> int:
        return connection.execute("INSERT INTO item VALUES (?)", (value,)).rowcount

    return work


def values(connection: sqlite3.Connection) -> list[int]:
    return [row[0] for row in connection.execute("SELECT value FROM item ORDER BY value")]


class Gate:
    """Work that holds the lane until it is opened."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()

    def __call__(self, _: sqlite3.Connection) -> None:
        self.reached.set()
        assert self.opened.wait(10)


def test_what_waits_is_written_in_one_transaction_and_in_order(
    writer: WriterLane, reader: ReaderLane
):
    gate = Gate()
    writer.submit(gate)
    assert gate.reached.wait(10)
    seen: list[list[int]] = []
    futures = [writer.submit(insert(1)), writer.submit(insert(2))]
    futures[0].add_done_callback(lambda _: seen.append(reader.submit(values).result()))
    gate.opened.set()

    assert [future.result() for future in futures] == [1, 1]
    assert reader.submit(values).result() == [1, 2]
    assert seen == [[1, 2]]


def test_work_that_fails_leaves_nothing_and_harms_no_other(writer: WriterLane, reader: ReaderLane):
    def half(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO item VALUES (10)")
        raise ValueError("on purpose")

    gate = Gate()
    writer.submit(gate)
    assert gate.reached.wait(10)
    futures = [writer.submit(work) for work in (insert(1), half, insert(1), insert(2))]
    gate.opened.set()

    assert futures[0].result() == 1
    with pytest.raises(ValueError, match="on purpose"):
        futures[1].result()
    with pytest.raises(sqlite3.IntegrityError):
        futures[2].result()
    assert futures[3].result() == 1
    assert reader.submit(values).result() == [1, 2]


def test_closing_does_what_waits_first(writer: WriterLane, database: Path):
    gate = Gate()
    writer.submit(gate)
    assert gate.reached.wait(10)
    future = writer.submit(insert(5))
    gate.opened.set()
    writer.close()

    assert future.result() == 1
    with pytest.raises(EnvironmentProblem, match="closed"):
        writer.submit(insert(6))
    with closing(connect(database)) as connection:
        assert values(connection) == [5]


def test_a_newer_query_interrupts_the_one_it_replaces_and_drops_those_that_wait(
    reader: ReaderLane,
):
    started = threading.Event()

    def endless(connection: sqlite3.Connection) -> Any:
        started.set()
        return connection.execute(ENDLESS).fetchone()

    running = reader.submit(endless, replaces="search")
    assert started.wait(10)
    other = reader.submit(values)
    waiting = reader.submit(values, replaces="search")
    newest = reader.submit(values, replaces="search")

    with pytest.raises(QueryInterrupted):
        running.result(10)
    with pytest.raises(QueryInterrupted):
        waiting.result(10)
    assert other.result(10) == []
    assert newest.result(10) == []


def test_a_query_is_stopped_also_before_its_first_statement(reader: ReaderLane):
    gate = Gate()

    def late(connection: sqlite3.Connection) -> Any:
        gate(connection)
        return connection.execute(ENDLESS).fetchone()

    running = reader.submit(late, replaces="search")
    assert gate.reached.wait(10)
    newest = reader.submit(values, replaces="search")
    gate.opened.set()

    with pytest.raises(QueryInterrupted):
        running.result(10)
    assert newest.result(10) == []


def test_a_query_cannot_write(reader: ReaderLane):
    with pytest.raises(EnvironmentProblem, match="may not be written"):
        reader.submit(insert(1)).result()


def test_a_database_that_is_held_too_long_is_told(writer: WriterLane, database: Path):
    writer.submit(lambda connection: connection.execute("PRAGMA busy_timeout = 50")).result()
    with closing(connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(EnvironmentProblem, match="Another program holds it"):
            writer.submit(insert(1)).result()

        other.execute("ROLLBACK")
    assert writer.submit(insert(1)).result() == 1


def test_leisure_work_is_done_when_nothing_waits_and_again_after_a_write(database: Path):
    turns: list[int] = []

    def leisure(connection: sqlite3.Connection) -> bool:
        turns.append(len(turns))
        connection.execute("INSERT INTO item VALUES (?)", (-len(turns),))
        return len(turns) % 3 != 0

    lane = WriterLane(database, connect(database), leisure)
    while len(turns) < 3:
        lane.submit(lambda _: None).result()
    done = len(turns)
    while len(turns) <= done:
        lane.submit(lambda _: None).result()
    lane.close()

    with closing(connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM item").fetchone()[0] == len(turns)


def test_leisure_work_gets_its_turn_when_the_lane_is_never_idle(database: Path):
    turns = threading.Event()
    lane = WriterLane(database, connect(database), lambda _: turns.set() or False)

    while not turns.is_set():
        for _ in range(50):
            lane.submit(lambda _: None)
    lane.close()


def test_leisure_work_that_fails_harms_no_write(database: Path):
    def leisure(connection: sqlite3.Connection) -> bool:
        connection.execute("INSERT INTO nowhere VALUES (1)")
        return True

    lane = WriterLane(database, connect(database), leisure)
    for value in (1, 2):
        lane.submit(insert(value)).result()
    lane.close()

    with closing(connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM item").fetchone() == (2,)
