from datetime import UTC, datetime

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from openfn_studio.ui.changes.history_dialog import HistoryDialog
from openfn_studio.ui.changes.version_list import VersionModel, size, when
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.editing.autosave import HistoryKeeper
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.editing.versions import VersionBench
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.project_bench import ProjectBench
from tests.ui.editing.conftest import OpenJob, Typist


@pytest.fixture
def typist(
    qtbot: QtBot, documents: DocumentBench, project: ProjectBench, open_job: OpenJob
) -> Typist:
    """A text that was "one", then "two", and is "three" now, unsaved."""
    typist = Typist(documents, open_job("send-visits"))
    keeper = HistoryKeeper(documents, project, documents)
    for text in ("one", "two"):
        typist.type(text)
        with qtbot.waitSignal(keeper.kept):
            keeper.keep_now()
    typist.type("three")
    return typist


def dialog_of(
    qtbot: QtBot, look: Look, lanes: Lanes, documents: DocumentBench, project: ProjectBench
) -> HistoryDialog:
    buffer: Buffer = documents.buffers[0]
    versions = VersionBench(project)
    dialog = HistoryDialog(look, lanes, documents, versions, buffer, datetime.now(UTC))
    versions.setParent(dialog)
    qtbot.addWidget(dialog)
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(dialog.model, fatal).setParent(dialog)
    dialog.show()
    return dialog


def test_a_version_is_compared_with_now_and_put_back_as_one_edit(
    qtbot: QtBot,
    look: Look,
    lanes: Lanes,
    documents: DocumentBench,
    project: ProjectBench,
    typist: Typist,
):
    dialog = dialog_of(qtbot, look, lanes, documents, project)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2)

    dialog.list.setCurrentIndex(dialog.model.index(1, 0))
    qtbot.waitUntil(lambda: bool(dialog.view.model.rows))
    qtbot.waitUntil(dialog.restore.isEnabled)
    qtbot.waitUntil(lambda: dialog.view.model.rows[0].left.text == "one")
    dialog.restore.click()

    assert typist.replaced == ["one"]
    assert documents.buffers[0].is_dirty
    assert not dialog.isVisible()


def test_a_damaged_version_is_told_and_others_can_be_chosen(
    qtbot: QtBot,
    look: Look,
    lanes: Lanes,
    documents: DocumentBench,
    project: ProjectBench,
    typist: Typist,
):
    dialog = dialog_of(qtbot, look, lanes, documents, project)
    qtbot.waitUntil(dialog.restore.isEnabled)
    version = dialog.model.version(dialog.model.index(1, 0))
    assert version
    version.version.stored.write_bytes(b"damaged")

    dialog.list.setCurrentIndex(dialog.model.index(1, 0))
    qtbot.waitUntil(lambda: "damaged" in dialog._problem.text)
    assert not dialog.restore.isEnabled()

    dialog.list.setCurrentIndex(dialog.model.index(0, 0))
    qtbot.waitUntil(dialog.restore.isEnabled)
    assert not dialog._problem.isVisible()


def test_a_text_without_history_says_so(
    qtbot: QtBot,
    look: Look,
    lanes: Lanes,
    documents: DocumentBench,
    project: ProjectBench,
    open_job: OpenJob,
):
    open_job("send-visits")

    dialog = dialog_of(qtbot, look, lanes, documents, project)

    qtbot.waitUntil(lambda: dialog._empty.isVisible())
    assert not dialog.restore.isEnabled()


def test_moments_and_sizes_are_told_for_people():
    now = datetime(2026, 5, 3, 12, tzinfo=UTC)

    assert when(now, now).startswith("Today, ")
    assert when(now.replace(day=2), now).startswith("Yesterday, ")
    assert when(now.replace(day=1), now).startswith("1 May, ")
    assert when(now.replace(year=2025), now).startswith("3 May 2025, ")
    assert [size(number) for number in (5, 1_500, 2_500_000)] == ["5 B", "1.5 kB", "2.5 MB"]


def test_an_empty_list_of_versions_is_a_sound_model():
    model = VersionModel(datetime.now(UTC))
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(model, fatal).setParent(model)

    model.show(())

    assert model.version(model.index(0, 0)) is None
