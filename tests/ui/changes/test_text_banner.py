from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from openfn_studio.ui.changes.diff_dialog import DiffDialog
from openfn_studio.ui.changes.text_banner import TextBanner
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.dialog import Dialog
from openfn_studio.workbench.editing.buffer import Buffer, OutsideChange
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.editing.outside import OutsideWatch
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.project_bench import ProjectBench
from tests.ui.editing.conftest import OpenJob, Typist


@pytest.fixture
def banner(
    qtbot: QtBot, look: Look, lanes: Lanes, documents: DocumentBench, project: ProjectBench
) -> TextBanner:
    watch = OutsideWatch(documents, project, lanes)
    banner = TextBanner(look, lanes, documents, watch)
    watch.setParent(banner)
    qtbot.addWidget(banner)
    banner.resize(700, 60)
    banner.show()
    return banner


def press(banner: TextBanner, text: str) -> None:
    buttons = banner.banner.findChildren(QPushButton)
    next(each for each in buttons if each.accessibleName() == text).click()


def changed_outside(
    qtbot: QtBot, documents: DocumentBench, open_job: OpenJob, folder: Path
) -> Typist:
    buffer = open_job("send-visits")
    typist = Typist(documents, buffer)
    typist.type("mine")
    with qtbot.waitSignal(documents.changed_outside):
        (folder / "jobs/send-visits.js").write_text("theirs")
    return typist


def test_a_change_from_outside_is_told_above_its_text_only(
    qtbot: QtBot,
    banner: TextBanner,
    documents: DocumentBench,
    open_job: OpenJob,
    sample_folder: Path,
):
    changed_outside(qtbot, documents, open_job, sample_folder)
    assert "changed by another program" in banner.banner.text

    open_job("register-child")
    assert not banner.banner.isVisible()


def test_mine_is_kept_from_the_banner(
    qtbot: QtBot,
    banner: TextBanner,
    documents: DocumentBench,
    open_job: OpenJob,
    sample_folder: Path,
):
    changed_outside(qtbot, documents, open_job, sample_folder)

    press(banner, "Keep mine")

    assert not banner.banner.isVisible()
    with qtbot.waitSignal(documents.saved):
        documents.save(documents.buffers[0].id)
    assert (sample_folder / "jobs/send-visits.js").read_text() == "mine"


@pytest.mark.parametrize(
    ("button", "text"), [("Keep mine", "mine"), ("Take theirs", "theirs"), ("Open both", "mine")]
)
def test_the_difference_asks_which_text_stays(
    qtbot: QtBot,
    banner: TextBanner,
    documents: DocumentBench,
    open_job: OpenJob,
    sample_folder: Path,
    button: str,
    text: str,
):
    typist = changed_outside(qtbot, documents, open_job, sample_folder)
    press(banner, "See difference")
    dialog = banner.findChild(DiffDialog)
    assert dialog
    qtbot.waitUntil(lambda: bool(dialog.view.model.rows))

    next(each for each in dialog.findChildren(QPushButton) if each.text() == button).click()

    assert typist.text == text
    assert len(documents.buffers) == (2 if button == "Open both" else 1)
    documents.set_current(documents.buffers[0].id)
    assert not banner.banner.isVisible()


def test_a_deleted_file_can_be_saved_again(
    qtbot: QtBot,
    banner: TextBanner,
    documents: DocumentBench,
    open_job: OpenJob,
    sample_folder: Path,
):
    file = sample_folder / "jobs/send-visits.js"
    open_job("send-visits")
    with qtbot.waitSignal(documents.changed_outside):
        file.unlink()

    with qtbot.waitSignal(documents.saved):
        press(banner, "Save it again")

    assert file.exists()
    assert not banner.banner.isVisible()


def test_a_recovered_text_can_be_compared_and_discarded(
    qtbot: QtBot, banner: TextBanner, documents: DocumentBench, open_job: OpenJob
):
    buffer: Buffer = open_job("send-visits")
    on_disk = documents.text(buffer.id)
    documents.replace_text(buffer.id, "recovered")
    documents.recovered.emit((documents.buffers[0],))
    assert "is back" in banner.banner.text

    press(banner, "See difference")
    dialog = banner.findChild(Dialog)
    assert dialog
    dialog.accept()
    press(banner, "Discard")

    assert documents.text(buffer.id) == on_disk
    assert not banner.banner.isVisible()


def test_a_save_that_failed_says_why_and_can_be_tried_again(
    qtbot: QtBot, banner: TextBanner, documents: DocumentBench, open_job: OpenJob
):
    typist = Typist(documents, open_job("send-visits"))
    typist.type("\ud800")
    with qtbot.waitSignal(documents.save_failed):
        documents.save(documents.buffers[0].id)
    assert "half of a character" in banner.banner.text

    typist.type("whole")
    with qtbot.waitSignal(documents.saved):
        press(banner, "Try again")

    assert not banner.banner.isVisible()


def test_a_text_that_can_only_be_read_says_why(
    qtbot: QtBot, banner: TextBanner, documents: DocumentBench, sample_folder: Path
):
    file = sample_folder / "samples/line.json"
    file.write_text("[" + "1," * 150_000 + "1]")

    with qtbot.waitSignal(documents.opened):
        documents.open_file(file)

    assert "one long line" in banner.banner.text


def test_a_deleted_file_asks_without_a_difference(
    qtbot: QtBot, banner: TextBanner, documents: DocumentBench, open_job: OpenJob
):
    dialog = banner.ask(OutsideChange(open_job("send-visits"), None))

    assert [each.text() for each in dialog.findChildren(QPushButton)] == ["Keep it open"]
    dialog.accept()
