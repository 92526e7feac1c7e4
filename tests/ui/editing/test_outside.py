from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from openfn_studio.errors import StudioError
from openfn_studio.workbench.editing.buffer import OutsideChange
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.editing.outside import OutsideWatch
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.project_bench import ProjectBench
from tests.ui.editing.conftest import OpenJob, Typist


@pytest.fixture
def watch(documents: DocumentBench, project: ProjectBench, lanes: Lanes) -> OutsideWatch:
    return OutsideWatch(documents, project, lanes)


@pytest.fixture
def job_file(sample_folder: Path) -> Path:
    return sample_folder / "jobs/send-visits.js"


def change_of(waiting: object) -> OutsideChange:
    return waiting.args[0]


def test_a_text_without_changes_takes_the_new_one_as_one_edit(
    qtbot: QtBot, watch: OutsideWatch, documents: DocumentBench, open_job: OpenJob, job_file: Path
):
    buffer = open_job("send-visits")
    typist = Typist(documents, buffer)

    with qtbot.waitSignal(documents.text_replaced):
        job_file.write_text("theirs")

    assert typist.replaced == ["theirs"]
    assert not documents.buffers[0].is_dirty
    assert documents.disk_text(buffer.id) == "theirs"


def test_a_file_that_other_programs_replace_is_followed_again_and_again(
    qtbot: QtBot, watch: OutsideWatch, documents: DocumentBench, open_job: OpenJob, job_file: Path
):
    typist = Typist(documents, open_job("send-visits"))

    for text in ("one", "two", "three"):
        with qtbot.waitSignal(documents.text_replaced):
            other = job_file.with_suffix(".new")
            other.write_text(text)
            other.replace(job_file)

    assert typist.replaced == ["one", "two", "three"]


def test_an_own_save_is_not_taken_for_another_programs(
    qtbot: QtBot, watch: OutsideWatch, documents: DocumentBench, open_job: OpenJob, job_file: Path
):
    buffer = open_job("send-visits")
    typist = Typist(documents, buffer)
    told: list[object] = []
    documents.changed_outside.connect(told.append)

    for number in range(5):
        typist.type(f"text {number}")
        documents.save(buffer.id)
        watch.look()
        typist.type(f"text {number} and more")
    with qtbot.waitSignal(documents.saved):
        documents.save(buffer.id)
    qtbot.waitUntil(lambda: job_file.read_text() == "text 4 and more")

    assert told == []
    assert typist.replaced == []


def ask(
    qtbot: QtBot, watch: OutsideWatch, documents: DocumentBench, open_job: OpenJob, job_file: Path
) -> tuple[Typist, OutsideChange]:
    buffer = open_job("send-visits")
    typist = Typist(documents, buffer)
    typist.type("mine")
    with qtbot.waitSignal(documents.changed_outside) as waiting:
        job_file.write_text("theirs")
    assert documents.text(buffer.id) == "mine"
    return typist, change_of(waiting)


def test_unsaved_changes_are_never_replaced_unasked_and_mine_can_stay(
    qtbot: QtBot, watch: OutsideWatch, documents: DocumentBench, open_job: OpenJob, job_file: Path
):
    _, change = ask(qtbot, watch, documents, open_job, job_file)
    assert change.disk_text == "theirs"

    watch.keep_mine(change)
    with qtbot.waitSignal(documents.saved):
        documents.save(change.buffer.id)

    assert job_file.read_text() == "mine"


def test_theirs_can_be_taken_as_one_edit(
    qtbot: QtBot, watch: OutsideWatch, documents: DocumentBench, open_job: OpenJob, job_file: Path
):
    typist, change = ask(qtbot, watch, documents, open_job, job_file)

    watch.take_theirs(change)

    assert typist.replaced == ["theirs"]
    assert not documents.buffers[0].is_dirty


def test_both_can_be_opened(
    qtbot: QtBot, watch: OutsideWatch, documents: DocumentBench, open_job: OpenJob, job_file: Path
):
    _, change = ask(qtbot, watch, documents, open_job, job_file)

    watch.open_both(change)

    mine, theirs = documents.buffers
    assert documents.text(mine.id) == "mine"
    assert mine.is_dirty
    assert documents.text(theirs.id) == "theirs"
    assert theirs.title == "send-visits.js (on disk)"
    assert theirs.is_read_only


def test_nobody_is_asked_twice_about_one_change(
    qtbot: QtBot,
    watch: OutsideWatch,
    documents: DocumentBench,
    project: ProjectBench,
    open_job: OpenJob,
    job_file: Path,
):
    ask(qtbot, watch, documents, open_job, job_file)
    told: list[object] = []
    documents.changed_outside.connect(told.append)

    job_file.touch()
    watch.look()
    qtbot.waitUntil(lambda: not project.door.is_busy)

    assert told == []


def test_a_deleted_file_leaves_its_text_open_and_saving_makes_it_again(
    qtbot: QtBot, watch: OutsideWatch, documents: DocumentBench, open_job: OpenJob, job_file: Path
):
    buffer = open_job("send-visits")
    typist = Typist(documents, buffer)

    with qtbot.waitSignal(documents.changed_outside) as waiting:
        job_file.unlink()

    assert change_of(waiting).disk_text is None
    assert documents.buffers[0].is_dirty
    with qtbot.waitSignal(documents.saved):
        documents.save(buffer.id)
    assert job_file.read_text() == typist.text


def test_what_another_program_writes_into_project_yaml_is_read(
    qtbot: QtBot, watch: OutsideWatch, project: ProjectBench, sample_folder: Path
):
    watch.look()
    file = sample_folder / "project.yaml"
    with qtbot.waitSignal(project.changed):
        file.write_text(file.read_text() + "  new-one:\n    username: '***'\n")

    assert project.fact
    assert "new-one" in [each.name for each in project.fact.project.credentials]


def test_a_broken_project_yaml_is_told_once_and_the_last_good_one_stays(
    qtbot: QtBot, watch: OutsideWatch, project: ProjectBench, sample_folder: Path
):
    told: list[StudioError] = []
    project.failed.connect(told.append)
    good = project.fact
    (sample_folder / "project.yaml").write_text("jobs: [")

    for _ in range(3):
        watch.look()
        qtbot.waitUntil(lambda: not project.door.is_busy)

    assert [problem.what for problem in told] == [
        "project.yaml is not YAML: while parsing a flow node; expected the node content."
    ] or len(told) == 1
    assert project.fact == good


def test_an_inline_text_follows_project_yaml(
    qtbot: QtBot,
    watch: OutsideWatch,
    project: ProjectBench,
    documents: DocumentBench,
    open_job: OpenJob,
    tmp_path: Path,
):
    folder = tmp_path / "inline"
    folder.mkdir()
    (folder / "project.yaml").write_text("jobs:\n  a:\n    expression: one()\n")
    with qtbot.waitSignal(project.opened):
        project.open(folder)
    typist = Typist(documents, open_job("a"))

    with qtbot.waitSignal(documents.text_replaced):
        (folder / "project.yaml").write_text("jobs:\n  a:\n    expression: two()\n")
        watch.look()

    assert typist.replaced == ["two()"]


def test_a_folder_that_is_moved_away_is_told_and_its_texts_stay(
    qtbot: QtBot,
    watch: OutsideWatch,
    project: ProjectBench,
    documents: DocumentBench,
    open_job: OpenJob,
    sample_folder: Path,
):
    buffer = open_job("send-visits")
    Typist(documents, buffer).type("mine")

    with qtbot.waitSignal(project.lost) as waiting:
        sample_folder.rename(sample_folder.with_name("elsewhere"))
        watch.look()

    assert "no longer where it was" in str(waiting.args[0])
    assert documents.text(buffer.id) == "mine"
    with qtbot.waitSignal(documents.save_failed):
        documents.save(buffer.id)

    with qtbot.waitSignal(project.found):
        sample_folder.with_name("elsewhere").rename(sample_folder)
        watch.look()
    with qtbot.waitSignal(documents.saved):
        documents.save(buffer.id)
