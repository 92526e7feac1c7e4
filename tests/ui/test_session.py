import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from openfn_studio.clock import SystemClock
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.session import SessionBench


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


def session(root: Path, lanes: Lanes) -> SessionBench:
    return SessionBench(root, lanes, SystemClock())


def test_values_bytes_and_recent_projects_are_there_at_the_next_start(root: Path, lanes: Lanes):
    first = session(root, lanes)
    first.set("tabs", ["a", "b"])
    first.set_bytes("layout", b"\x00\xff")
    first.remember(Path("/one"), "One")
    first.remember(Path("/two"), "Two")
    first.flush()

    second = session(root, lanes)

    assert second.get("tabs") == ["a", "b"]
    assert second.get("nothing", 5) == 5
    assert second.get_bytes("layout") == b"\x00\xff"
    assert [recent.name for recent in second.recents] == ["Two", "One"]


def test_a_change_is_written_by_itself_and_told(qtbot: QtBot, root: Path, lanes: Lanes):
    bench = session(root, lanes)

    with qtbot.waitSignal(bench.changed) as waiting:
        bench.set("tabs", ["a"])

    assert waiting.args == ["tabs"]
    qtbot.waitUntil(lambda: (root / "session.json").exists())
    assert json.loads((root / "session.json").read_text()) == {"tabs": ["a"]}


def test_two_windows_do_not_forget_each_others_part(root: Path, lanes: Lanes):
    one, two = session(root, lanes), session(root, lanes)
    one.set("tabs:/one", ["a"])
    one.remember(Path("/one"), "One")
    two.set("tabs:/two", ["b"])
    two.remember(Path("/two"), "Two")
    one.flush()
    two.flush()

    both = session(root, lanes)

    assert (both.get("tabs:/one"), both.get("tabs:/two")) == (["a"], ["b"])
    assert {recent.name for recent in both.recents} == {"One", "Two"}


@pytest.mark.parametrize("damage", [b"{", b"[]", b"\xff", b"[" * 100_000])
def test_a_damaged_file_is_set_aside_and_said(root: Path, lanes: Lanes, damage: bytes):
    root.mkdir()
    (root / "session.json").write_bytes(damage)

    bench = session(root, lanes)

    assert bench.problem
    assert "damaged" in bench.problem.what
    assert bench.recents == ()
    (aside,) = root.glob("session.json.damaged-*")
    assert aside.read_bytes() == damage
    bench.set("a", 1)
    bench.flush()
    assert session(root, lanes).get("a") == 1


def test_values_of_the_wrong_shape_are_no_values(root: Path, lanes: Lanes):
    root.mkdir()
    (root / "session.json").write_text('{"recents": {"/a": 5, "/b": {}}, "layout": "no base64!"}')

    bench = session(root, lanes)

    assert bench.recents == ()
    assert bench.get_bytes("layout") == b""


def test_a_data_folder_that_cannot_be_written_is_told_once(qtbot: QtBot, root: Path, lanes: Lanes):
    root.write_text("in the way")
    bench = session(root, lanes)
    told: list[object] = []
    bench.failed.connect(told.append)

    bench.set("a", 1)
    bench.flush()
    bench.set("a", 2)
    bench.flush()

    assert bench.get("a") == 2
    assert len(told) <= 1
    assert bench.problem


def test_only_so_many_recent_projects_are_kept(root: Path, lanes: Lanes):
    bench = session(root, lanes)

    for number in range(40):
        bench.remember(Path(f"/{number}"), str(number))

    assert [recent.name for recent in bench.recents[:2]] == ["39", "38"]
    assert len(bench.recents) == 30
