import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from openfn_studio.store.checkup import check_up, rebuild_index
from tests.unit.store.desk import Desk, open_desk, open_store

BIRTH = '{"name":"Sampley"}'


@pytest.fixture
def indexed(tmp_path: Path) -> Desk:
    """Two indexed messages, one that is not yet, an indexed run; closed."""
    desk = open_desk(tmp_path, keeps_index=True)
    for _ in range(2):
        desk.receive(BIRTH, starts=True)
    desk.run_next({"type": "log", "level": "info", "text": "needle"})
    desk.wait_for_index()
    while desk.see(find_unindexed):
        desk.do(lambda _: None)
    desk.store.close()
    desk.store = open_store(tmp_path)
    desk.receive(BIRTH)
    desk.store.close()
    return desk


def find_unindexed(connection: sqlite3.Connection) -> int:
    return connection.execute("SELECT count(*) FROM run WHERE is_indexed = 0").fetchone()[0]


def test_a_sound_database_needs_no_advice(indexed: Desk):
    found = check_up(indexed.store.path)

    assert (found.is_sound, found.problems, found.advice) == (True, (), ())


@pytest.mark.parametrize("name", ["message_text", "run_text"])
def test_a_text_index_that_drifted_is_found_and_made_anew(indexed: Desk, tmp_path: Path, name: str):
    with closing(sqlite3.connect(indexed.store.path)) as connection:
        connection.execute(f"INSERT INTO {name} ({name}) VALUES ('delete-all')")  # noqa: S608
        connection.commit()
    found = check_up(indexed.store.path)

    indexed.store = open_store(tmp_path)
    indexed.do(rebuild_index)

    assert found.problems == (f"The text index {name} is damaged.",)
    assert "made anew" in found.advice[0]
    assert indexed.messages(text="Sampley") == [3, 2, 1]
    assert indexed.runs(text="needle") == [1]
    indexed.store.close()
    assert check_up(indexed.store.path).is_sound


def test_a_damaged_database_is_met_with_advice(indexed: Desk):
    path = indexed.store.path
    copy = path.with_name("local.before-upgrade-from-2.sqlite")
    copy.write_bytes(path.read_bytes())
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xff" * len(data[8192:])
    path.write_bytes(data)

    found = check_up(path)

    assert found.problems
    assert copy.name in " ".join(found.advice)
    assert path.read_bytes() == data
