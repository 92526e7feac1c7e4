"""The journal kept beside the open texts, and what comes back of it after a crash."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from openfn_studio.clock import SystemClock
from openfn_studio.paths import DataFolder
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.editing.journal import Journal
from openfn_studio.workbench.editing.keeping import JournalKeeper
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workspace.history import LocalHistory
from tests.ui.editing.conftest import OpenJob, Typist

Crash = Callable[[], None]


@pytest.fixture
def recovery(data: DataFolder) -> Path:
    return data.root / "recovery"


@pytest.fixture
def keeper(
    documents: DocumentBench, project: ProjectBench, lanes: Lanes, recovery: Path
) -> Generator[JournalKeeper]:
    keeper = JournalKeeper(documents, project, lanes, recovery, SystemClock())
    yield keeper
    keeper.close()


@contextmanager
def next_start(
    qtbot: QtBot, lanes: Lanes, data: DataFolder, folder: Path
) -> Generator[tuple[ProjectBench, DocumentBench, JournalKeeper, list[tuple[Buffer, ...]]]]:
    """The program, started again on the same data folder and project."""
    project = ProjectBench(lanes, data, SystemClock(), folder)
    documents = DocumentBench(project, lanes)
    keeper = JournalKeeper(documents, project, lanes, data.root / "recovery", SystemClock())
    recovered: list[tuple[Buffer, ...]] = []
    documents.recovered.connect(recovered.append)
    with qtbot.waitSignal(project.opened):
        project.open(folder)
    assert project.door
    qtbot.waitUntil(lambda: not project.door.is_busy)
    qtbot.waitUntil(lambda: keeper.is_settled)
    yield project, documents, keeper, recovered
    keeper.close()


def texts_in(recovery: Path) -> list[str]:
    return [left.entry.text for left in Journal(recovery, SystemClock()).left_behind()]


def test_what_is_typed_is_in_the_journal_soon_after(
    qtbot: QtBot, keeper: JournalKeeper, documents: DocumentBench, open_job: OpenJob, recovery: Path
):
    typist = Typist(documents, open_job("send-visits"))

    with qtbot.waitSignal(keeper.written, timeout=1_000):
        typist.type("unsaved")

    keeper.close()
    assert texts_in(recovery) == ["unsaved"]


def test_the_first_change_waits_no_longer_however_much_is_typed(
    qtbot: QtBot, keeper: JournalKeeper, documents: DocumentBench, open_job: OpenJob
):
    typist = Typist(documents, open_job("send-visits"))
    count = 0

    def type_on() -> bool:
        nonlocal count
        count += 1
        typist.type(f"text {count}")
        return bool(written)

    written: list[object] = []
    keeper.written.connect(written.append)
    qtbot.waitUntil(type_on, timeout=1_000)


@pytest.mark.parametrize("how", ["saved", "taken back", "closed"])
def test_what_is_no_longer_unsaved_goes_from_the_journal(
    qtbot: QtBot,
    keeper: JournalKeeper,
    documents: DocumentBench,
    open_job: OpenJob,
    recovery: Path,
    how: str,
):
    buffer = open_job("send-visits")
    typist = Typist(documents, buffer)
    before = typist.text
    with qtbot.waitSignal(keeper.written):
        typist.type("unsaved")

    with qtbot.waitSignal(keeper.written):
        if how == "saved":
            documents.save(buffer.id)
        elif how == "closed":
            documents.close(buffer.id)
        else:
            typist.type(before)

    keeper.close()
    assert texts_in(recovery) == []


def test_after_a_crash_unsaved_texts_are_back_and_stay_in_the_journal(
    qtbot: QtBot,
    keeper: JournalKeeper,
    documents: DocumentBench,
    open_job: OpenJob,
    lanes: Lanes,
    data: DataFolder,
    sample_folder: Path,
    recovery: Path,
):
    on_disk = (sample_folder / "jobs/send-visits.js").read_text()
    typist = Typist(documents, open_job("send-visits"))
    with qtbot.waitSignal(keeper.written):
        typist.type("lost but for the journal")
    keeper.close()

    with next_start(qtbot, lanes, data, sample_folder) as (_, after, _, recovered):
        ((buffer,),) = recovered
        assert buffer.job == "send-visits"
        assert buffer.is_dirty
        assert after.text(buffer.id) == "lost but for the journal"
        assert after.disk_text(buffer.id) == on_disk
        assert (sample_folder / "jobs/send-visits.js").read_text() == on_disk

    # It crashed again before anything was saved.
    assert texts_in(recovery) == ["lost but for the journal"]


def test_what_reached_the_disk_after_all_is_not_offered(
    qtbot: QtBot,
    keeper: JournalKeeper,
    documents: DocumentBench,
    open_job: OpenJob,
    lanes: Lanes,
    data: DataFolder,
    sample_folder: Path,
    recovery: Path,
):
    typist = Typist(documents, open_job("send-visits"))
    with qtbot.waitSignal(keeper.written):
        typist.type("saved in the last moment")
    keeper.close()
    (sample_folder / "jobs/send-visits.js").write_text("saved in the last moment")

    with next_start(qtbot, lanes, data, sample_folder) as (_, after, _, recovered):
        assert recovered == []
        assert after.buffers == ()

    assert texts_in(recovery) == []


def test_a_text_whose_file_is_gone_comes_back_and_can_be_saved(
    qtbot: QtBot,
    keeper: JournalKeeper,
    documents: DocumentBench,
    open_job: OpenJob,
    lanes: Lanes,
    data: DataFolder,
    sample_folder: Path,
):
    typist = Typist(documents, open_job("send-visits"))
    with qtbot.waitSignal(keeper.written):
        typist.type("kept")
    keeper.close()
    (sample_folder / "jobs/send-visits.js").unlink()

    with next_start(qtbot, lanes, data, sample_folder) as (_, after, _, recovered):
        ((buffer,),) = recovered
        with qtbot.waitSignal(after.saved):
            after.save(buffer.id)

    assert (sample_folder / "jobs/send-visits.js").read_text() == "kept"


def test_of_two_texts_of_one_file_the_newer_comes_back_and_the_older_is_in_the_history(
    qtbot: QtBot,
    lanes: Lanes,
    data: DataFolder,
    project: ProjectBench,
    documents: DocumentBench,
    open_job: OpenJob,
    sample_folder: Path,
    recovery: Path,
):
    typist = Typist(documents, open_job("send-visits"))
    for text in ("older", "newer"):
        keeper = JournalKeeper(documents, project, lanes, recovery, SystemClock())
        with qtbot.waitSignal(keeper.written):
            typist.type(text)
        keeper.close()
        keeper.deleteLater()

    with next_start(qtbot, lanes, data, sample_folder) as (_, after, _, recovered):
        ((buffer,),) = recovered
        assert after.text(buffer.id) == "newer"

    history = LocalHistory(data.history, sample_folder)
    (file,) = history.files()
    assert [history.read(version) for version in history.versions(file)] == [b"older"]


def test_a_journal_that_cannot_be_written_is_told_once_and_tried_again(
    qtbot: QtBot, keeper: JournalKeeper, documents: DocumentBench, open_job: OpenJob, recovery: Path
):
    typist = Typist(documents, open_job("send-visits"))
    recovery.parent.mkdir(exist_ok=True)
    recovery.write_text("in the way")
    told: list[object] = []
    keeper.failed.connect(told.append)
    typist.type("one")
    qtbot.waitUntil(lambda: len(told) == 1)

    recovery.unlink()
    with qtbot.waitSignal(keeper.written):
        typist.type("two")

    keeper.close()
    assert texts_in(recovery) == ["two"]
    assert len(told) == 1


def test_what_is_unsaved_when_a_project_closes_comes_back_with_it_without_a_word(
    qtbot: QtBot,
    keeper: JournalKeeper,
    documents: DocumentBench,
    project: ProjectBench,
    open_job: OpenJob,
    sample_folder: Path,
):
    recovered: list[object] = []
    documents.recovered.connect(recovered.append)
    open_job("register-child")
    Typist(documents, open_job("send-visits")).type("unsaved")

    project.close()
    assert documents.buffers == ()
    with qtbot.waitSignal(documents.opened) as waiting:
        project.open(sample_folder)

    assert documents.text(waiting.args[0].id) == "unsaved"
    assert waiting.args[0].is_dirty
    assert recovered == []


def test_what_is_unsaved_at_the_end_comes_back_at_the_next_start_without_a_word(
    qtbot: QtBot,
    keeper: JournalKeeper,
    documents: DocumentBench,
    open_job: OpenJob,
    lanes: Lanes,
    data: DataFolder,
    sample_folder: Path,
):
    Typist(documents, open_job("send-visits")).type("typed in the last moment")

    keeper.put_away()

    with next_start(qtbot, lanes, data, sample_folder) as (_, after, _, recovered):
        (buffer,) = after.buffers
        assert after.text(buffer.id) == "typed in the last moment"
        assert recovered == []


def test_a_file_of_no_project_comes_back_at_the_next_start(
    qtbot: QtBot, lanes: Lanes, data: DataFolder, tmp_path: Path, recovery: Path
):
    file = tmp_path / "loose.js"
    file.write_text("on disk")
    project = ProjectBench(lanes, data, SystemClock(), tmp_path)
    documents = DocumentBench(project, lanes, project)
    keeper = JournalKeeper(documents, project, lanes, recovery, SystemClock(), project)
    with qtbot.waitSignal(documents.opened) as waiting:
        documents.open_file(file)
    with qtbot.waitSignal(keeper.written):
        Typist(documents, waiting.args[0]).type("unsaved")
    keeper.close()

    again = DocumentBench(project, lanes, project)
    second = JournalKeeper(again, project, lanes, recovery, SystemClock(), project)
    with qtbot.waitSignal(again.recovered):
        pass

    (buffer,) = again.buffers
    assert again.text(buffer.id) == "unsaved"
    with qtbot.waitSignal(again.saved):
        again.save(buffer.id)
    assert file.read_text() == "unsaved"
    second.close()
