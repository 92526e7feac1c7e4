"""The journal alone: what a session leaves, who may take it, what is damaged."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openfn_studio.clock import SystemClock
from openfn_studio.errors import EnvironmentProblem
from openfn_studio.workbench.editing.journal import Entry, Journal

MOMENT = datetime(2026, 5, 3, 9, tzinfo=UTC)
HOLDER = """\
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from openfn_studio.clock import SystemClock
from openfn_studio.workbench.editing.journal import Entry, Journal
journal = Journal(Path(sys.argv[1]), SystemClock())
journal.write("1", Entry(None, None, "a", "a.js", "unsaved", datetime.now(UTC)))
print("written", flush=True)
time.sleep(60)
"""


def entry(text: str, job: str = "a") -> Entry:
    return Entry(Path("/p"), Path("/p/jobs/a.js"), job, "a.js", text, MOMENT)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data" / "recovery"


def test_what_a_session_leaves_is_found_by_the_next(root: Path):
    first = Journal(root, SystemClock())
    first.write("1", entry("half \ud800 and ስም\r\n"))
    first.close()

    second = Journal(root, SystemClock())
    (left,) = second.left_behind()

    assert left.entry == entry("half \ud800 and ስም\r\n")
    second.forget(left)
    assert second.left_behind() == ()
    assert [path.name for path in root.iterdir()] == ["door.lock"]


def test_what_was_dropped_is_not_found_and_leaves_no_folder(root: Path):
    first = Journal(root, SystemClock())
    first.write("1", entry("a"))
    first.drop("1")
    first.close()

    assert Journal(root, SystemClock()).left_behind() == ()
    assert [path.name for path in root.iterdir()] == ["door.lock"]


def test_a_running_program_keeps_its_texts_to_itself_until_it_is_killed(root: Path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(root)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        holder.stdout.readline()
        journal = Journal(root, SystemClock())
        assert journal.left_behind() == ()

        holder.send_signal(signal.SIGKILL)
        holder.wait()

    assert [left.entry.text for left in journal.left_behind()] == ["unsaved"]


def test_the_newest_text_comes_first(root: Path):
    for number in (2, 3, 1):
        journal = Journal(root, SystemClock())
        moment = MOMENT.replace(minute=number)
        journal.write("1", Entry(None, None, "a", "a", str(number), moment))
        journal.close()

    found = Journal(root, SystemClock()).left_behind()

    assert [left.entry.text for left in found] == ["3", "2", "1"]


@pytest.mark.parametrize(
    "damage",
    [b"", b"{}", b"\xff\xfe", b'{"version": 99}\nx', None],
    ids=["empty", "no header", "no text", "a newer version", "half of it"],
)
def test_damaged_entries_are_left_alone(root: Path, damage: bytes | None):
    journal = Journal(root, SystemClock())
    journal.write("1", entry("a text"))
    journal.write("2", entry("whole"))
    stored = next(root.glob("*/1.text"))
    stored.write_bytes(stored.read_bytes()[:-2] if damage is None else damage)
    journal.close()

    found = Journal(root, SystemClock()).left_behind()

    assert [left.entry.text for left in found] == ["whole"]
    assert stored.exists()


def test_a_data_folder_that_cannot_be_written_is_told(root: Path):
    root.parent.mkdir()
    root.write_text("a file stands in the way")

    with pytest.raises(EnvironmentProblem, match="cannot be kept safe"):
        Journal(root, SystemClock()).write("1", entry("a"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_others_cannot_read_unsaved_texts(root: Path):
    journal = Journal(root, SystemClock())
    journal.write("1", entry("a"))

    folder = next(path for path in root.iterdir() if path.is_dir())

    assert [path.stat().st_mode & 0o077 for path in (root.parent, root, folder)] == [0, 0, 0]
    journal.close()
