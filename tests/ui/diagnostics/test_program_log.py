import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from openfn_studio.log import FILE_NAME
from openfn_studio.paths import DataFolder
from openfn_studio.version import __version__
from openfn_studio.workbench.program_log import ProgramLog, _on_qt_message

SECRET = "s3cret-pass"


@pytest.fixture
def program_log(data: DataFolder, qapp: object) -> Iterator[ProgramLog]:
    made = ProgramLog(data)
    yield made
    made.close()


def written(data: DataFolder) -> str:
    return (data.logs / FILE_NAME).read_text("utf-8")


def test_the_log_begins_with_versions_and_says_what_qt_says(
    program_log: ProgramLog, data: DataFolder
):
    _on_qt_message(QtMsgType.QtWarningMsg, None, "Odd font")  # pyright: ignore

    assert f"Started: OpenFn Studio {__version__}, Python 3." in written(data)
    assert "WARNING openfn_studio.qt: Odd font" in written(data)


def test_what_is_hidden_is_hidden_everywhere_until_it_is_let_go(
    program_log: ProgramLog, data: DataFolder
):
    let_go = program_log.hide(lambda text: text.replace(SECRET, "••"))
    logging.getLogger("openfn_studio.runs").warning("with %s", SECRET)
    assert program_log.redact(SECRET) == "••"
    assert SECRET not in written(data)

    let_go()
    assert program_log.redact(SECRET) == SECRET


def test_an_unwritable_folder_is_a_problem_and_no_end(tmp_path: Path, qapp: object):
    (tmp_path / "file").write_text("")

    program_log = ProgramLog(DataFolder(tmp_path / "file"))
    program_log.close()

    assert program_log.problem
    assert "cannot be made" in program_log.problem.what


def test_qts_messages_are_given_back(data: DataFolder, qapp: object):
    before = qInstallMessageHandler(None)
    qInstallMessageHandler(before)

    ProgramLog(data).close()

    after = qInstallMessageHandler(before)
    assert after is before
