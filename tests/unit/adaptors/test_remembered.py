from datetime import timedelta
from pathlib import Path

import pytest

from openfn_studio.adaptors.npm import Published
from openfn_studio.adaptors.remembered import Memory
from tests.unit.adaptors.conftest import SetClock

DEMO = "@openfn/language-demo"
ANSWER = Published(DEMO, ("1.0.0", "2.0.0"), {"latest": "2.0.0"})


@pytest.fixture
def memory(tmp_path: Path, clock: SetClock) -> Memory:
    return Memory(tmp_path / "known" / "demo.json", DEMO, clock)


def test_nothing_is_remembered_at_first(memory: Memory):
    assert memory.answer() is None
    assert not memory.is_fresh()
    assert not memory.failed_lately()


@pytest.mark.parametrize(("minutes", "fresh"), [(0, True), (59, True), (60, False), (-5, False)])
def test_an_answer_is_fresh_for_an_hour(memory: Memory, clock: SetClock, minutes: int, fresh: bool):
    memory.keep(ANSWER)
    clock.time += timedelta(minutes=minutes)

    assert memory.is_fresh() is fresh
    assert memory.answer() == ANSWER


def test_a_failure_is_remembered_for_minutes_and_keeps_the_answer(memory: Memory, clock: SetClock):
    memory.keep(ANSWER)
    memory.keep_failure()

    assert memory.failed_lately()
    assert memory.answer() == ANSWER
    clock.pass_by(minutes=5)
    assert not memory.failed_lately()


def test_an_answer_ends_the_failure(memory: Memory):
    memory.keep_failure()
    memory.keep(ANSWER)

    assert not memory.failed_lately()


@pytest.mark.parametrize(
    "note",
    [
        "",
        "{",
        "[]",
        '{"name": "other", "asked_at": "2026-03-01T12:00:00Z"}',
        '{"name": "@openfn/language-demo", "asked_at": "2026-03-01T12:00:00"}',
    ],
)
def test_a_note_that_cannot_be_used_counts_as_none(memory: Memory, tmp_path: Path, note: str):
    path = tmp_path / "known" / "demo.json"
    path.parent.mkdir()
    path.write_text(note)

    assert memory.answer() is None
    assert not memory.is_fresh()


def test_a_note_that_cannot_be_written_is_given_up(tmp_path: Path, clock: SetClock):
    (tmp_path / "file").write_text("")
    memory = Memory(tmp_path / "file" / "demo.json", DEMO, clock)

    memory.keep(ANSWER)

    assert memory.answer() is None
