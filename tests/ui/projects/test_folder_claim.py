"""Two programs and one folder: the second one raises the first."""

import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from openfn_studio.errors import EnvironmentProblem
from openfn_studio.workbench.projects.folder_claim import FolderClaim

OTHER = """\
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from openfn_studio.errors import StudioError
from openfn_studio.workbench.projects.folder_claim import FolderClaim
app = QCoreApplication([])
claim = FolderClaim(Path(sys.argv[1]))
try:
    held = claim.take(Path(sys.argv[2]))
except StudioError as problem:
    print(problem)
else:
    print("taken" if held else "raised")
"""


@pytest.fixture
def claim(qapp: QApplication, tmp_path: Path) -> Generator[FolderClaim]:
    claim = FolderClaim(tmp_path / "windows")
    held = claim.take(tmp_path / "clinic")
    assert held
    claim.hold(held)
    yield claim
    claim.release()


def other_program(root: Path, folder: Path) -> "subprocess.Popen[str]":
    words = [sys.executable, "-c", OTHER, str(root), str(folder)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def said(qtbot: QtBot, program: "subprocess.Popen[str]") -> str:
    qtbot.waitUntil(lambda: program.poll() is not None, timeout=20_000)
    return program.communicate()[0].strip()


def test_a_second_program_raises_the_first(qtbot: QtBot, claim: FolderClaim, tmp_path: Path):
    with qtbot.waitSignal(claim.raise_requested, timeout=20_000):
        program = other_program(tmp_path / "windows", tmp_path / "clinic")

    assert said(qtbot, program) == "raised"


def test_another_folder_is_free(qtbot: QtBot, claim: FolderClaim, tmp_path: Path):
    program = other_program(tmp_path / "windows", tmp_path / "other")

    assert said(qtbot, program) == "taken"


def test_a_folder_is_free_again_once_it_is_closed(qtbot: QtBot, claim: FolderClaim, tmp_path: Path):
    claim.release()

    program = other_program(tmp_path / "windows", tmp_path / "clinic")

    assert said(qtbot, program) == "taken"


def test_a_window_that_does_not_answer_is_told(claim: FolderClaim, tmp_path: Path):
    # This thread is busy asking, so the first window, which is this program too, cannot answer.
    with pytest.raises(EnvironmentProblem, match="does not answer"):
        FolderClaim(tmp_path / "windows").take(tmp_path / "clinic")


def test_a_long_data_folder_has_a_socket_elsewhere(qtbot: QtBot, tmp_path: Path):
    root = tmp_path / ("long" * 25) / "windows"
    claim = FolderClaim(root)
    held = claim.take(tmp_path / "clinic")
    assert held
    claim.hold(held)

    with qtbot.waitSignal(claim.raise_requested, timeout=20_000):
        program = other_program(root, tmp_path / "clinic")

    assert said(qtbot, program) == "raised"
    claim.release()


def test_without_a_data_folder_a_project_opens_all_the_same(qapp: QApplication, tmp_path: Path):
    (tmp_path / "windows").write_text("in the way")

    held = FolderClaim(tmp_path / "windows").take(tmp_path / "clinic")

    assert held
    assert held.lock is None
