import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from openfn_studio.errors import StudioError
from openfn_studio.workbench import preference_file
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.preferences import PreferenceBench


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


@pytest.fixture
def preferences(file: Path, lanes: Lanes, qtbot: QtBot) -> Iterator[PreferenceBench]:
    bench = PreferenceBench(file, lanes.work)
    yield bench
    bench.close()


def test_what_was_never_changed_has_its_default(preferences: PreferenceBench):
    assert preferences.text("theme") == "system"
    assert preferences.number("scale") == 100
    assert preferences.flag("editor.auto_close") is True
    assert preferences.changed_values() == {}


def test_a_change_holds_at_once_and_is_saved_soon(
    preferences: PreferenceBench, file: Path, qtbot: QtBot
):
    with qtbot.waitSignal(preferences.changed) as heard:
        preferences.set("scale", 150)

    assert heard.args == ["scale"]
    assert preferences.value("scale") == 150
    qtbot.waitUntil(lambda: preference_file.read(file).values == {"scale": 150})


def test_the_same_value_again_is_no_change(preferences: PreferenceBench):
    heard: list[str] = []
    preferences.changed.connect(heard.append)

    preferences.set("scale", 100)

    assert heard == []


def test_a_reset_takes_the_setting_out_of_the_file(
    preferences: PreferenceBench, file: Path, lanes: Lanes
):
    preferences.set("theme", "dark")
    preferences.set("scale", 200)
    preferences.close()

    preferences.reset("theme")
    preferences.close()

    assert not preferences.is_changed("theme")
    assert preference_file.read(file).values == {"scale": 200}


def test_two_windows_do_not_undo_each_other(preferences: PreferenceBench, file: Path, lanes: Lanes):
    other = PreferenceBench(file, lanes.work)
    other.set("theme", "dark")
    other.close()

    preferences.set("scale", 120)
    preferences.close()

    assert preference_file.read(file).values == {"theme": "dark", "scale": 120}


def test_an_impossible_value_and_an_unknown_name_are_refused(preferences: PreferenceBench):
    with pytest.raises(ValueError, match="from 100 to 250"):
        preferences.set("scale", 20)
    with pytest.raises(KeyError):
        preferences.set("nothing", 1)


def test_a_damaged_file_is_told_and_defaults_hold(file: Path, lanes: Lanes, qtbot: QtBot):
    file.write_text("= broken")

    bench = PreferenceBench(file, lanes.work)

    assert [problem.means for problem in bench.problems] == ["The default settings are used."]
    assert bench.text("theme") == "system"


def test_settings_that_cannot_be_saved_hold_and_are_told(
    tmp_path: Path, lanes: Lanes, qtbot: QtBot
):
    (tmp_path / "file").write_text("")
    bench = PreferenceBench(tmp_path / "file" / "settings.toml", lanes.work)

    with qtbot.waitSignal(bench.save_failed) as heard:
        bench.set("scale", 150)

    assert isinstance(heard.args[0], StudioError)
    assert bench.number("scale") == 150


def test_what_somebody_else_wrote_into_the_file_holds_after_a_reload(
    preferences: PreferenceBench, file: Path, qtbot: QtBot
):
    heard: list[str] = []
    preferences.changed.connect(heard.append)
    preferences.set("theme", "dark")
    file.write_text('scale = 150\ntheme = "light"\n[editor]\nwrap = true\n')

    with qtbot.waitSignals([preferences.changed] * 2):
        preferences.reload()

    assert sorted(heard) == ["editor.wrap", "scale", "theme"]
    assert preferences.number("scale") == 150
    assert preferences.text("theme") == "dark"


def test_a_file_that_is_being_written_by_hand_stays_and_is_told(
    preferences: PreferenceBench, file: Path, qtbot: QtBot
):
    preferences.set("scale", 120)
    preferences.close()
    file.write_text("scale = \n")

    with qtbot.waitSignal(preferences.read_failed) as told:
        preferences.reload()

    assert told.args[0].means == "The settings stay as they are."
    assert preferences.number("scale") == 120
    assert file.read_text() == "scale = \n"


def test_a_setting_taken_out_of_the_file_has_its_default_again(
    preferences: PreferenceBench, file: Path, qtbot: QtBot
):
    preferences.set("scale", 120)
    preferences.close()
    file.write_text("")

    with qtbot.waitSignal(preferences.changed):
        preferences.reload()

    assert preferences.number("scale") == 100


@pytest.fixture
def gate(qapp: object) -> Iterator[threading.Event]:
    """Holds up the only thread of ``narrow`` until it is set."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def narrow(gate: threading.Event) -> Iterator[Lanes]:
    lanes = Lanes(workers=1)
    lanes.work.run(lambda _: gate.wait(), lambda _: None, lambda _: None, owner=QTimer(None))
    yield lanes
    gate.set()
    lanes.close()


def test_a_change_made_while_the_file_is_read_holds(
    file: Path, narrow: Lanes, gate: threading.Event, qtbot: QtBot
):
    bench = PreferenceBench(file, narrow.work)
    file.write_text('theme = "dark"\n')
    bench.reload()
    bench.set("scale", 150)
    waits = bench.findChildren(QTimer)[0]
    qtbot.waitUntil(lambda: not waits.isActive())

    with qtbot.waitSignal(bench.changed) as heard:
        gate.set()

    assert heard.args == ["theme"]
    assert bench.number("scale") == 150
    qtbot.waitUntil(lambda: "scale" in preference_file.read(file).values)


def test_what_is_on_its_way_to_the_file_is_saved_at_the_end(
    file: Path, narrow: Lanes, qtbot: QtBot
):
    bench = PreferenceBench(file, narrow.work)
    bench.set("scale", 150)
    waits = bench.findChildren(QTimer)[0]
    qtbot.waitUntil(lambda: not waits.isActive())

    bench.close()

    assert preference_file.read(file).values == {"scale": 150}
