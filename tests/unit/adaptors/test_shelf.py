import errno
import json
import threading
from pathlib import Path

import pytest

from openfn_studio.adaptors.failures import AdaptorBroken, InstallationStopped, from_disk
from openfn_studio.adaptors.progress import Cancel, Progress, silent
from openfn_studio.adaptors.shelf import Shelf, write_note
from openfn_studio.errors import EnvironmentProblem, UserInputProblem
from tests.unit.adaptors.conftest import ADAPTOR, SetClock, put

DEMO = "@openfn/language-demo"


def test_what_is_settled_is_found_where_it_is_said_to_be(shelf: Shelf):
    installed = put(shelf, "1.0.0")

    assert shelf.get(DEMO, "1.0.0") == installed
    assert installed.path == shelf.root / DEMO / "1.0.0" / "node_modules" / DEMO
    assert list(shelf.all()) == [(DEMO, "1.0.0")]


def test_versions_are_listed_newest_first(shelf: Shelf):
    for version in ("1.9.0", "1.10.0", "2.0.0-beta.1"):
        put(shelf, version)

    assert shelf.versions(DEMO) == ("2.0.0-beta.1", "1.10.0", "1.9.0")


@pytest.mark.parametrize(
    ("harmed", "words"),
    [
        ("openfn-studio.json", "was not finished"),
        (f"node_modules/{DEMO}/package.json", "package.json is missing"),
        (f"node_modules/{DEMO}/index.js", "index.js is missing"),
        ("node_modules/demo-dependency/package.json", "package.json is missing"),
    ],
)
def test_a_missing_file_is_damage_and_hides_the_version(shelf: Shelf, harmed: str, words: str):
    put(shelf, "1.0.0")
    (shelf.root / DEMO / "1.0.0" / harmed).unlink()

    assert words in shelf.damage(DEMO, "1.0.0")
    assert shelf.get(DEMO, "1.0.0") is None
    assert shelf.versions(DEMO) == ()


def test_a_truncated_entry_file_is_damage(shelf: Shelf):
    installed = put(shelf, "1.0.0")
    (installed.path / "index.js").write_text("exports.exec")

    damage = shelf.damage(DEMO, "1.0.0")

    assert damage.endswith(f"index.js has 12 bytes instead of {len(ADAPTOR)}.")


def test_a_manifest_that_is_not_json_is_damage(shelf: Shelf):
    put(shelf, "1.0.0")
    (shelf.root / DEMO / "1.0.0" / "openfn-studio.json").write_text("{")

    assert shelf.damage(DEMO, "1.0.0") == "Its installation was not finished."


def test_an_absent_version_is_not_damaged(shelf: Shelf):
    assert shelf.damage(DEMO, "1.0.0") == ""
    assert shelf.get(DEMO, "1.0.0") is None


def test_staging_leaves_nothing_when_it_was_not_settled(shelf: Shelf):
    with (
        shelf.locked(DEMO, "1.0.0", silent, None),
        shelf.staging(DEMO, "1.0.0") as folder,
    ):
        assert json.loads((folder / "package.json").read_text()) == {"private": True}

    assert list((shelf.root / ".work").iterdir()) == []


def test_what_cannot_be_loaded_is_not_settled(shelf: Shelf):
    with (
        shelf.locked(DEMO, "1.0.0", silent, None),
        shelf.staging(DEMO, "1.0.0") as folder,
        pytest.raises(AdaptorBroken),
    ):
        shelf.settle(folder, DEMO, "1.0.0")

    assert list(shelf.all()) == []


def test_left_overs_of_a_died_installation_are_swept(shelf: Shelf):
    left = shelf.root / ".work" / "@openfn+language-demo@1.0.0" / "abc"
    left.mkdir(parents=True)

    assert shelf.sweep() == 1
    assert not left.exists()


def test_an_installation_under_way_is_not_swept(shelf: Shelf, clock: SetClock):
    other = Shelf(shelf.root, clock)
    with shelf.locked(DEMO, "1.0.0", silent, None), shelf.staging(DEMO, "1.0.0") as folder:
        assert other.sweep() == 0
        assert folder.is_dir()


def test_one_who_waits_for_the_lock_is_told_and_gets_it(shelf: Shelf):
    told: list[Progress] = []
    waiting, got = threading.Event(), threading.Event()

    def hear(progress: Progress) -> None:
        told.append(progress)
        waiting.set()

    def second() -> None:
        with shelf.locked(DEMO, "1.0.0", hear, None):
            got.set()

    with shelf.locked(DEMO, "1.0.0", silent, None):
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(10)
        assert not got.is_set()
    thread.join()

    assert got.is_set()
    assert "demo 1.0.0 is being changed by another" in told[0].text


def test_one_who_waits_can_be_cancelled(shelf: Shelf):
    cancel = Cancel()
    cancel.set()

    with (
        shelf.locked(DEMO, "1.0.0", silent, None),
        pytest.raises(InstallationStopped),
        shelf.locked(DEMO, "1.0.0", silent, cancel),
    ):
        pytest.fail("the lock was given twice")


def test_different_versions_do_not_wait_for_each_other(shelf: Shelf):
    cancel = Cancel()
    cancel.set()
    entered: list[str] = []

    with shelf.locked(DEMO, "1.0.0", silent, None), shelf.locked(DEMO, "1.2.0", silent, cancel):
        entered.append("both")

    assert entered == ["both"]


def test_discarding_removes_empty_folders_too(shelf: Shelf):
    put(shelf, "1.0.0")
    shelf.discard(DEMO, "1.0.0")

    assert not (shelf.root / "@openfn").exists()


@pytest.mark.parametrize("name", ["../x", "@a/../../x", "/etc", "@openfn", ".work", ""])
def test_a_name_that_would_leave_the_folder_is_refused(shelf: Shelf, name: str):
    with pytest.raises(UserInputProblem):
        shelf.get(name, "1.0.0")


def test_an_adaptors_folder_that_is_a_file_is_told(shelf: Shelf):
    shelf.root.write_text("")

    with (
        pytest.raises(EnvironmentProblem, match="adaptors folder refuses"),
        shelf.locked(DEMO, "1.0.0", silent, None),
    ):
        pytest.fail("there is nothing to lock")


def test_a_full_disk_while_staging_is_told_and_leaves_nothing(shelf: Shelf):
    with (
        pytest.raises(EnvironmentProblem, match="The disk is full"),
        shelf.locked(DEMO, "1.0.0", silent, None),
        shelf.staging(DEMO, "1.0.0"),
    ):
        raise OSError(errno.ENOSPC, "No space left on device")

    assert list((shelf.root / ".work").iterdir()) == []


def test_a_refusal_of_the_disk_names_the_place():
    problem = from_disk("demo 1.0.0", PermissionError(errno.EACCES, "Permission denied", "/data/x"))

    assert "demo 1.0.0 at /data/x: Permission denied" in problem.what


def test_a_note_is_replaced_whole(tmp_path: Path):
    path = tmp_path / "notes" / "one.json"
    write_note(path, {"a": 1})
    write_note(path, {"a": 2})

    assert json.loads(path.read_text()) == {"a": 2}
    assert list(path.parent.iterdir()) == [path]
