import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from openfn_studio.clock import Clock
from openfn_studio.errors import EnvironmentProblem
from openfn_studio.store.database import check, connect
from openfn_studio.store.store import Store
from tests.unit.store.conftest import Record


def test_the_settings_of_the_design_hold(store: Store):
    with closing(connect(store.path)) as connection:
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout",
                         "auto_vacuum")
        }  # fmt: skip

    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "auto_vacuum": 2,
    }


def test_a_file_that_is_no_database_is_told_and_kept(tmp_path: Path, clock: Clock):
    file = tmp_path / "local.sqlite"
    file.write_bytes(b"not a database at all" * 100)

    with pytest.raises(EnvironmentProblem, match=r"is no database.*kept as it is"):
        Store(file, clock)

    assert file.read_bytes() == b"not a database at all" * 100


def test_a_damaged_database_is_told_and_kept(store: Store, record: Record, clock: Clock):
    for _ in range(20):
        record({"type": "log", "level": "info", "text": "x" * 5000})
    store.close()
    data = bytearray(store.path.read_bytes())
    data[4096:] = b"\xff" * len(data[4096:])
    store.path.write_bytes(data)

    assert check(store.path) == ["The database local.sqlite cannot be used. It is damaged."]
    with pytest.raises(EnvironmentProblem, match=r"damaged.*kept as it is"):
        Store(store.path, clock)
    assert store.path.read_bytes() == data


def test_a_damaged_page_is_found_by_the_check_and_told_by_the_query_that_meets_it(
    store: Store, record: Record, clock: Clock
):
    key = record(*[{"type": "log", "level": "info", "text": f"needle {n}"} for n in range(2000)])
    store.close()
    data = bytearray(store.path.read_bytes())
    page = data.index(b"needle 1500") // 4096 * 4096
    data[page : page + 4096] = b"\xff" * 4096
    store.path.write_bytes(data)

    damaged = Store(store.path, clock)

    assert len(damaged.list_runs("p").result()) == 1
    with pytest.raises(EnvironmentProblem, match="It is damaged"):
        damaged.read_log(key.id, limit=5000).result()
    damaged.close()
    assert check(store.path) != []


def test_a_sound_database_checks_clean_and_a_lost_row_does_not(store: Store, record: Record):
    record()
    store.close()
    assert check(store.path) == []

    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("DELETE FROM job")
        connection.commit()

    assert any("missing job" in line for line in check(store.path))


def test_a_database_of_another_program_is_not_touched(tmp_path: Path, clock: Clock):
    file = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    before = file.read_bytes()

    with pytest.raises(EnvironmentProblem, match="another program"):
        Store(file, clock)

    assert file.read_bytes() == before


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, clock: Clock):
    with pytest.raises(EnvironmentProblem, match=r"cannot be opened.*folder exists"):
        Store(tmp_path / "none" / "local.sqlite", clock)
    (tmp_path / "folder.sqlite").mkdir()
    with pytest.raises(EnvironmentProblem, match=r"folder\.sqlite cannot be used"):
        Store(tmp_path / "folder.sqlite", clock)


def test_what_is_deleted_is_overwritten(tmp_path: Path):
    file = tmp_path / "a.sqlite"
    with closing(connect(file)) as connection:
        connection.execute("CREATE TABLE item (value TEXT)")
        connection.execute("INSERT INTO item VALUES (?)", ("a person's name " * 50,))
        connection.execute("DELETE FROM item")

    assert b"a person's name" not in file.read_bytes()
