from pathlib import Path

from pytestqt.qtbot import QtBot

from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.running.log_saving import LogSaver, LogToSave


def test_a_log_is_written_whole(qtbot: QtBot, lanes: Lanes, tmp_path: Path) -> None:
    saver = LogSaver(lanes.work)
    file = tmp_path / "a.log"

    with qtbot.waitSignal(saver.saved) as told:
        saver.save(LogToSave(file, (piece for piece in ("a\n", "ጤና\n"))))

    assert told.args == [file]
    assert file.read_text("utf-8") == "a\nጤና\n"


def test_a_log_that_cannot_be_written_says_why(qtbot: QtBot, lanes: Lanes, tmp_path: Path) -> None:
    saver = LogSaver(lanes.work)

    with qtbot.waitSignal(saver.failed) as told:
        saver.save(LogToSave(tmp_path / "missing" / "a.log", ("a",)))

    assert told.args is not None
    assert "cannot be saved" in told.args[0].what
