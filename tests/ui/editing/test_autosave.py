from pathlib import Path, PurePosixPath

import pytest
from pytestqt.qtbot import QtBot

from openfn_studio.paths import DataFolder
from openfn_studio.workbench.editing.autosave import HistoryKeeper
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workspace.history import LocalHistory
from tests.ui.editing.conftest import OpenJob, Typist


@pytest.fixture
def keeper(documents: DocumentBench, project: ProjectBench) -> HistoryKeeper:
    return HistoryKeeper(documents, project)


def versions(data: DataFolder, folder: Path) -> list[bytes]:
    history = LocalHistory(data.history, folder)
    found = history.versions(PurePosixPath("jobs/send-visits.js"))
    return [history.read(version) for version in found]


def test_what_was_typed_is_in_the_history_without_a_save(
    qtbot: QtBot,
    keeper: HistoryKeeper,
    documents: DocumentBench,
    open_job: OpenJob,
    data: DataFolder,
    sample_folder: Path,
):
    on_disk = (sample_folder / "jobs/send-visits.js").read_bytes()
    typist = Typist(documents, open_job("send-visits"))

    typist.type("one")
    with qtbot.waitSignal(keeper.kept):
        keeper.keep_now()
    typist.type("two")
    with qtbot.waitSignal(keeper.kept, timeout=10_000):
        pass

    assert versions(data, sample_folder) == [b"two", b"one"]
    assert (sample_folder / "jobs/send-visits.js").read_bytes() == on_disk


def test_what_is_given_up_by_closing_is_in_the_history(
    qtbot: QtBot,
    keeper: HistoryKeeper,
    documents: DocumentBench,
    open_job: OpenJob,
    data: DataFolder,
    sample_folder: Path,
):
    buffer = open_job("send-visits")
    Typist(documents, buffer).type("given up")

    with qtbot.waitSignal(keeper.kept):
        documents.close(buffer.id)

    assert versions(data, sample_folder) == [b"given up"]


def test_looking_at_a_text_keeps_no_version(
    qtbot: QtBot,
    keeper: HistoryKeeper,
    documents: DocumentBench,
    open_job: OpenJob,
    data: DataFolder,
    sample_folder: Path,
    project: ProjectBench,
):
    documents.close(open_job("send-visits").id)

    keeper.keep_now()

    assert project.door
    assert not project.door.is_busy
    assert versions(data, sample_folder) == []
