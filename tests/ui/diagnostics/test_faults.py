import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from openfn_studio.errors import EnvironmentProblem, StudioError
from openfn_studio.paths import DataFolder
from openfn_studio.workbench.diagnostics import Faults, install_fault_hooks
from openfn_studio.workbench.fault_reports import FaultReports
from openfn_studio.workbench.notices import NoticeBench


class Knob(QObject):
    turned = Signal()


def fail() -> None:
    raise KeyError("Sampley Example")


@pytest.fixture
def notices(qapp: object) -> NoticeBench:
    return NoticeBench()


@pytest.fixture
def copied() -> list[str]:
    return []


@pytest.fixture
def faults(data: DataFolder, notices: NoticeBench, copied: list[str]) -> Iterator[Faults]:
    installed = install_fault_hooks(data, str, notices, copied.append)
    yield installed
    installed.close()


def reports(data: DataFolder) -> list[Path]:
    return [path for path in data.crash.iterdir() if path.name.startswith("fault-")]


def test_a_failing_slot_is_told_and_written_down_and_the_program_goes_on(
    faults: Faults, notices: NoticeBench, data: DataFolder, copied: list[str], qtbot: QtBot
):
    knob = Knob()
    knob.turned.connect(fail)

    with qtbot.waitSignal(notices.added):
        knob.turned.emit()

    (notice,) = notices.standing
    assert (notice.tone, notice.what) == ("err", "OpenFn Studio itself failed.")
    notice.buttons[0].press()
    assert "KeyError" in copied[0]
    assert "Sampley" not in copied[0]
    (report,) = reports(data)
    assert report.suffix == ".txt"


def test_a_fault_on_another_thread_is_told_on_this_one(
    faults: Faults, notices: NoticeBench, qtbot: QtBot
):
    told_on: list[str] = []
    notices.added.connect(lambda _: told_on.append(threading.current_thread().name))

    thread = threading.Thread(target=fail, name="worker")
    with qtbot.waitSignal(notices.added):
        thread.start()
        thread.join()

    assert told_on == [threading.main_thread().name]


def test_the_same_fault_again_is_neither_told_nor_written_again(
    faults: Faults, notices: NoticeBench, data: DataFolder, qtbot: QtBot
):
    knob = Knob()
    knob.turned.connect(fail)
    with qtbot.waitSignal(notices.added):
        for _ in range(50):
            knob.turned.emit()

    with qtbot.waitSignal(notices.added):
        sys.excepthook(StudioError, StudioError("Another."), None)

    assert [(notice.what, notice.times) for notice in notices.history] == [
        ("Another.", 1),
        ("OpenFn Studio itself failed.", 1),
    ]
    assert len(reports(data)) == 1


def test_a_problem_that_nobody_showed_is_told_in_its_own_words(
    faults: Faults, notices: NoticeBench, data: DataFolder, qtbot: QtBot
):
    problem = EnvironmentProblem("No disk.", remedy="Buy one.")

    with qtbot.waitSignal(notices.added):
        sys.excepthook(type(problem), problem, None)

    assert (notices.history[0].what, notices.history[0].remedy) == ("No disk.", "Buy one.")
    assert reports(data) == []


def test_a_fault_that_was_logged_is_written_down_and_not_told_twice(
    faults: Faults, notices: NoticeBench, data: DataFolder
):
    try:
        fail()
    except KeyError as error:
        logging.getLogger("openfn_studio.lanes").error("Work failed", exc_info=error)

    assert len(reports(data)) == 1
    assert notices.history == ()


def test_ctrl_c_is_no_fault(
    data: DataFolder, notices: NoticeBench, monkeypatch: pytest.MonkeyPatch
):
    heard: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: heard.append(kind))
    installed = install_fault_hooks(data, str, notices, print)

    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    installed.close()

    assert heard == [KeyboardInterrupt]
    assert reports(data) == []


def test_a_report_nobody_saw_is_told_at_the_next_start_and_only_then(
    data: DataFolder, notices: NoticeBench
):
    FaultReports(data.crash, lambda: "versions", str).write(TypeError("broken"), "MainThread")

    for expected in (1, 0):
        installed = install_fault_hooks(data, str, notices, print)
        installed.close()
        assert len(notices.standing) == expected
        notices.clear()


def test_hooks_are_taken_away_again(data: DataFolder, notices: NoticeBench):
    before = (sys.excepthook, threading.excepthook)

    install_fault_hooks(data, str, notices, print).close()

    assert (sys.excepthook, threading.excepthook) == before


def test_an_unwritable_data_folder_still_tells_faults(
    tmp_path: Path, notices: NoticeBench, qtbot: QtBot
):
    (tmp_path / "file").write_text("")
    installed = install_fault_hooks(DataFolder(tmp_path / "file"), str, notices, print)

    with qtbot.waitSignal(notices.added):
        sys.excepthook(KeyError, KeyError(), None)
    installed.close()

    assert notices.history[0].buttons == ()
