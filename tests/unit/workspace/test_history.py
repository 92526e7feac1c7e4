from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

import pytest

from openfn_studio.errors import EnvironmentProblem
from openfn_studio.workspace.history import LocalHistory

FILE = PurePosixPath("jobs/a b.js")
START = datetime(2026, 5, 3, 9, tzinfo=UTC)


def history(tmp_path: Path, **limits: int) -> LocalHistory:
    return LocalHistory(tmp_path / "history", tmp_path / "project", **limits)


def contents(kept: LocalHistory) -> list[bytes]:
    return [kept.read(version) for version in kept.versions(FILE)]


def test_versions_are_listed_newest_first_and_read(tmp_path: Path):
    kept = history(tmp_path)
    for minute, text in enumerate([b"one", b"two", b"one"]):
        kept.add(FILE, text, START + timedelta(minutes=minute))

    versions = history(tmp_path).versions(FILE)

    assert contents(kept) == [b"one", b"two", b"one"]
    assert [version.saved_at.minute for version in versions] == [2, 1, 0]
    assert [version.size for version in versions] == [3, 3, 3]
    assert kept.files() == [FILE]


def test_content_that_did_not_change_adds_nothing(tmp_path: Path):
    kept = history(tmp_path)
    first = kept.add(FILE, b"same", START)

    again = kept.add(FILE, b"same", START + timedelta(hours=1))

    assert again == first
    assert contents(kept) == [b"same"]


def test_a_clock_that_goes_back_does_not_change_the_order(tmp_path: Path):
    kept = history(tmp_path)
    kept.add(FILE, b"one", START)
    kept.add(FILE, b"two", START - timedelta(days=1))
    kept.add(FILE, b"three", START - timedelta(days=1))

    assert contents(kept) == [b"three", b"two", b"one"]


def test_only_the_newest_versions_stay(tmp_path: Path):
    kept = history(tmp_path, kept_versions=3)
    for second in range(6):
        kept.add(FILE, b"%d" % second, START + timedelta(seconds=second))

    assert contents(kept) == [b"5", b"4", b"3"]


def test_only_so_many_bytes_stay_but_always_the_newest(tmp_path: Path):
    kept = history(tmp_path, kept_bytes=25)
    for second in range(4):
        kept.add(FILE, b"0123456789%d" % second, START + timedelta(seconds=second))
    assert contents(kept) == [b"01234567893", b"01234567892"]

    kept.add(FILE, bytes(100), START + timedelta(minutes=1))
    assert contents(kept) == [bytes(100)]


def test_what_a_crash_left_behind_is_not_listed(tmp_path: Path):
    kept = history(tmp_path)
    version = kept.add(FILE, b"one", START)
    (version.stored.parent / ".~20260503T090000000001Z-half").write_bytes(b"ha")

    assert contents(kept) == [b"one"]


def test_a_damaged_version_is_not_given_out_as_the_file(tmp_path: Path):
    kept = history(tmp_path)
    version = kept.add(FILE, b"one", START)
    version.stored.write_bytes(b"eno")

    with pytest.raises(EnvironmentProblem, match="damaged"):
        kept.read(version)
    version.stored.unlink()
    with pytest.raises(EnvironmentProblem, match="cannot be read"):
        kept.read(version)


def test_projects_have_a_history_each(tmp_path: Path):
    history(tmp_path).add(FILE, b"one", START)

    other = LocalHistory(tmp_path / "history", tmp_path / "other")

    assert other.versions(FILE) == []
    assert other.files() == []


def test_a_history_that_cannot_be_written_says_so(tmp_path: Path):
    (tmp_path / "history").write_text("no folder")

    with pytest.raises(EnvironmentProblem, match="local history cannot be written"):
        history(tmp_path).add(FILE, b"one", START)


def test_a_long_day_of_typing_leaves_the_versions_of_last_week_alone(tmp_path: Path):
    history = LocalHistory(tmp_path / "history", tmp_path / "project")
    file = PurePosixPath("jobs/a.js")
    start = datetime(2026, 5, 3, 9, tzinfo=UTC)
    for day in range(5):
        history.add(file, f"day {day}".encode(), start - timedelta(days=10 - day))
    for number in range(400):
        history.add(file, f"typed {number}".encode(), start + timedelta(seconds=30 * number))

    versions = history.versions(file)

    assert len(versions) < 120
    assert [history.read(version) for version in versions[-5:]] == [
        f"day {day}".encode() for day in reversed(range(5))
    ]
    assert [history.read(version) for version in versions[:2]] == [b"typed 399", b"typed 398"]
