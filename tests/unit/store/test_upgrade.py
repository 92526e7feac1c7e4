import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from openfn_studio.clock import Clock
from openfn_studio.errors import EnvironmentProblem
from openfn_studio.store.database import check, connect
from openfn_studio.store.store import Store
from openfn_studio.store.upgrade import (
    SHIPPED,
    migrations_in,
    statements_of,
    upgrade,
    version_of,
)

FIXTURES = Path(__file__).parents[2] / "data" / "stores"
FIRST = "CREATE TABLE item (value TEXT);\nINSERT INTO item VALUES ('kept');\n"
SECOND = """\
-- A comment; with a semicolon.
ALTER TABLE item ADD COLUMN size INTEGER;
CREATE TRIGGER item_size AFTER INSERT ON item BEGIN
  UPDATE item SET size = length(value) WHERE rowid = new.rowid;
END;
INSERT INTO item (value) VALUES ('a;b');
"""


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_items.sql").write_text(FIRST)
    return folder


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "a.sqlite")) as opened:
        yield opened


def rows(connection: sqlite3.Connection, query: str) -> list[Any]:
    return connection.execute(query).fetchall()


def test_a_new_database_gets_all_steps_and_no_copy(
    steps: Path, connection: sqlite3.Connection, tmp_path: Path
):
    (steps / "0002_sizes.sql").write_text(SECOND)

    copy = upgrade(connection, tmp_path / "a.sqlite", migrations_in(steps), 7)

    assert copy is None
    assert version_of(connection) == 2
    assert rows(connection, "SELECT * FROM migration") == [(1, "items", 7), (2, "sizes", 7)]
    assert rows(connection, "SELECT value, size FROM item") == [("kept", None), ("a;b", 3)]


def test_an_old_database_is_copied_aside_then_upgraded(
    steps: Path, connection: sqlite3.Connection, tmp_path: Path
):
    upgrade(connection, tmp_path / "a.sqlite", migrations_in(steps), 7)
    (steps / "0002_sizes.sql").write_text(SECOND)

    copy = upgrade(connection, tmp_path / "a.sqlite", migrations_in(steps), 8)

    assert copy == tmp_path / "a.before-upgrade-from-1.sqlite"
    assert copy is not None
    with closing(sqlite3.connect(copy)) as old:
        assert rows(old, "SELECT * FROM item") == [("kept",)]
        assert version_of(old) == 1
    assert version_of(connection) == 2
    assert upgrade(connection, tmp_path / "a.sqlite", migrations_in(steps), 9) is None


def test_a_step_that_fails_leaves_nothing_of_itself(
    steps: Path, connection: sqlite3.Connection, tmp_path: Path
):
    upgrade(connection, tmp_path / "a.sqlite", migrations_in(steps), 7)
    (steps / "0002_sizes.sql").write_text(SECOND)
    (steps / "0003_wrong.sql").write_text("CREATE TABLE new (a);\nINSERT INTO nowhere VALUES (1);")

    with pytest.raises(
        EnvironmentProblem, match=r"step 3, wrong.*no such table: nowhere"
    ) as caught:
        upgrade(connection, tmp_path / "a.sqlite", migrations_in(steps), 8)

    assert "a.before-upgrade-from-1.sqlite" in caught.value.means
    assert version_of(connection) == 2
    assert rows(connection, "SELECT name FROM sqlite_master WHERE name = 'new'") == []


def test_without_room_for_a_copy_nothing_is_upgraded(
    steps: Path, connection: sqlite3.Connection, tmp_path: Path
):
    upgrade(connection, tmp_path / "a.sqlite", migrations_in(steps), 7)
    (steps / "0002_sizes.sql").write_text(SECOND)
    (tmp_path / "a.before-upgrade-from-1.sqlite").mkdir()

    with pytest.raises(EnvironmentProblem, match="No copy of the database"):
        upgrade(connection, tmp_path / "a.sqlite", migrations_in(steps), 8)

    assert version_of(connection) == 1
    assert not [entry for entry in tmp_path.iterdir() if entry.name.startswith(".~")]


def test_a_step_another_program_has_done_meanwhile_is_not_done_twice(
    steps: Path, connection: sqlite3.Connection, tmp_path: Path
):
    file = tmp_path / "a.sqlite"
    (steps / "0002_sizes.sql").write_text(SECOND)
    found = migrations_in(steps)
    waits = threading.Event()
    connection.set_trace_callback(lambda sql: waits.set() if "BEGIN" in sql else None)
    slower = threading.Thread(target=upgrade, args=(connection, file, found, 8))

    with closing(connect(file)) as faster:
        faster.execute("BEGIN IMMEDIATE")
        slower.start()
        # It has seen version 0, and now wants to begin what the faster one is doing.
        assert waits.wait(10)
        for statement in (*statements_of(found[0].sql), "PRAGMA user_version = 1", "COMMIT"):
            faster.execute(statement)
    slower.join()

    assert version_of(connection) == 2
    assert rows(connection, "SELECT value FROM item") == [("kept",), ("a;b",)]
    assert rows(connection, "SELECT number FROM migration") == [(2,)]


@pytest.mark.parametrize(
    "names", [["0002_b.sql"], ["0001_a.sql", "0003_c.sql"], ["1_a.sql"], ["0001-a.sql"]]
)
def test_migrations_are_numbered_without_a_gap(tmp_path: Path, names: list[str]):
    for name in names:
        (tmp_path / name).write_text("")

    with pytest.raises(ValueError, match=r"without a gap|is not named like"):
        migrations_in(tmp_path)


def test_a_trigger_is_one_statement():
    statements = list(statements_of(SECOND + "SELECT 1"))

    assert len(statements) == 4
    assert statements[1].startswith("CREATE TRIGGER")
    assert statements[1].endswith("END;")
    assert statements[3] == "SELECT 1"


@pytest.mark.parametrize("fixture", sorted(FIXTURES.glob("v*.sql")), ids=lambda file: file.stem)
def test_a_database_of_every_past_schema_is_opened_and_read(
    tmp_path: Path, clock: Clock, fixture: Path
):
    file = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(fixture.read_text("utf-8"))

    store = Store(file, clock)

    success, failure = store.list_runs("fixture").result()[::-1]
    assert (success.key.number, success.exit_code, success.is_pinned) == (1, 0, True)
    assert (failure.key.number, failure.exit_code) == (2, 1)
    assert store.read_final_state(success.key.id).result() == {"data": {"id": 1}}
    assert store.state_before(success.key.id, 1).result() == {"data": {"id": 1}}
    run = store.read_run(success.key.id).result()
    assert [exchange.status for exchange in run.exchanges] == [201]
    assert [line.text for line in store.read_log(success.key.id).result()] == ["Registered."]
    store.close()
    assert check(file) == []


def test_every_shipped_schema_has_a_fixture():
    versions = {f"v{step.number}.sql" for step in migrations_in(SHIPPED)}

    assert versions == {file.name for file in FIXTURES.glob("v*.sql")}
