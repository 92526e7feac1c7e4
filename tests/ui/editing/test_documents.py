import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from openfn_studio.domain.text import TextRange
from openfn_studio.language.problem import TextEdit
from openfn_studio.workbench.editing.buffer import Buffer, SaveFailure
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.project_bench import ProjectBench
from tests.ui.editing.conftest import OpenJob, Typist

STRANGE = {
    "windows lines": "fn(s => s);\r\nfn(s => s);\r\n",
    "mixed lines": "a();\r\nb();\rc();\n",
    "no-break space": "fn(\u00a0s => s)",
    "byte order mark": "\ufefffn(s => s)\n",
    "empty": "",
    "other scripts": "// ስም ឈ្មោះ 👩🏽\u200d⚕️\n",
}


def refused(qtbot: QtBot, documents: DocumentBench, file: Path) -> str:
    with qtbot.waitSignal(documents.failed) as waiting:
        documents.open_file(file)
    return str(waiting.args[0])


def opened(qtbot: QtBot, documents: DocumentBench, file: Path) -> Buffer:
    with qtbot.waitSignal(documents.opened) as waiting:
        documents.open_file(file)
    return waiting.args[0]


def test_a_job_opens_under_its_file_name_and_becomes_current(
    documents: DocumentBench, open_job: OpenJob, sample_folder: Path
):
    buffer = open_job("register-child")

    assert buffer.title == "register-child.js"
    assert buffer.file == sample_folder / "jobs/register-child.js"
    assert (buffer.job, buffer.kind, buffer.is_dirty) == ("register-child", "job", False)
    assert documents.current == buffer
    assert documents.text(buffer.id) == (sample_folder / "jobs/register-child.js").read_text()


def test_a_job_that_is_open_is_turned_to_not_opened_twice(
    qtbot: QtBot, documents: DocumentBench, open_job: OpenJob, sample_folder: Path
):
    first = open_job("register-child")
    open_job("send-visits")

    documents.open_file(sample_folder / "jobs/register-child.js")

    assert documents.current == first
    assert len(documents.buffers) == 2


def test_a_job_asked_for_twice_at_once_opens_once(
    qtbot: QtBot, documents: DocumentBench, project: ProjectBench
):
    names: list[str] = []

    documents.open_job("send-visits", lambda buffer: names.append(buffer.title))
    documents.open_job("send-visits", lambda buffer: names.append(buffer.title))

    qtbot.waitUntil(lambda: len(names) == 2)
    assert len(documents.buffers) == 1


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_what_was_not_changed_is_saved_byte_for_byte(
    qtbot: QtBot, documents: DocumentBench, open_job: OpenJob, sample_folder: Path, text: str
):
    file = sample_folder / "jobs/send-visits.js"
    file.write_bytes(text.encode())
    buffer = open_job("send-visits")
    typist = Typist(documents, buffer)
    typist.type(text + "// more")

    with qtbot.waitSignal(documents.saved):
        documents.save(buffer.id)

    assert file.read_bytes() == (text + "// more").encode()
    assert not documents.buffers[0].is_dirty


def test_typing_makes_dirty_and_going_back_makes_clean(documents: DocumentBench, open_job: OpenJob):
    buffer = open_job("send-visits")
    typist = Typist(documents, buffer)
    before = typist.text

    typist.type(before + "x")
    assert documents.buffers[0].is_dirty
    assert documents.buffers[0].version == 1

    typist.type(before)
    assert not documents.settle(buffer.id).is_dirty


def test_what_is_typed_while_a_save_is_on_its_way_stays_unsaved(
    qtbot: QtBot, documents: DocumentBench, open_job: OpenJob, sample_folder: Path
):
    buffer = open_job("send-visits")
    typist = Typist(documents, buffer)
    typist.type("one")

    with qtbot.waitSignal(documents.saved):
        documents.save(buffer.id)
        typist.type("two")

    assert (sample_folder / "jobs/send-visits.js").read_text() == "one"
    assert documents.buffers[0].is_dirty


def test_saves_of_one_file_reach_the_disk_in_order(
    qtbot: QtBot, documents: DocumentBench, open_job: OpenJob, sample_folder: Path
):
    buffer = open_job("send-visits")
    typist = Typist(documents, buffer)

    for number in range(20):
        typist.type(f"text {number}")
        documents.save(buffer.id)

    qtbot.waitUntil(lambda: not documents.buffers[0].is_dirty)
    assert (sample_folder / "jobs/send-visits.js").read_text() == "text 19"


def test_half_a_character_is_not_saved_and_the_buffer_says_why(
    qtbot: QtBot, documents: DocumentBench, open_job: OpenJob, sample_folder: Path
):
    buffer = open_job("send-visits")
    before = (sample_folder / "jobs/send-visits.js").read_bytes()
    Typist(documents, buffer).type("a\nb\ud800")

    with qtbot.waitSignal(documents.save_failed) as waiting:
        documents.save(buffer.id)

    failure: SaveFailure = waiting.args[0]
    assert "half of a character" in failure.problem.what
    assert failure.problem.place
    assert failure.problem.place.line == 2
    assert documents.buffers[0].is_dirty
    assert (sample_folder / "jobs/send-visits.js").read_bytes() == before


def test_a_file_that_changed_on_disk_is_not_written_over(
    qtbot: QtBot, documents: DocumentBench, open_job: OpenJob, sample_folder: Path
):
    buffer = open_job("send-visits")
    Typist(documents, buffer).type("mine")
    (sample_folder / "jobs/send-visits.js").write_text("theirs")

    with qtbot.waitSignal(documents.changed_outside) as waiting:
        documents.save(buffer.id)

    assert waiting.args[0].disk_text == "theirs"
    assert (sample_folder / "jobs/send-visits.js").read_text() == "theirs"
    assert documents.buffers[0].is_dirty


def test_an_edit_from_elsewhere_goes_to_the_editor_as_one_step(
    qtbot: QtBot, documents: DocumentBench, open_job: OpenJob
):
    buffer = open_job("send-visits")
    edit = TextEdit(TextRange(0, 2, 1, 1, 1, 3), "XY")
    documents.apply_edits(buffer.id, (edit,))
    assert documents.text(buffer.id).startswith("XY")

    Typist(documents, buffer)
    with qtbot.waitSignal(documents.edits_requested) as waiting:
        documents.apply_edits(buffer.id, (edit,))

    assert waiting.args[0].edits == (edit,)


def test_closing_turns_to_the_neighbour(documents: DocumentBench, open_job: OpenJob):
    names = ["send-visits", "register-child", "plan-vaccinations"]
    ids = [open_job(name).id for name in names]
    documents.set_current(ids[1])

    documents.close(ids[1])
    assert documents.current
    assert documents.current.job == "plan-vaccinations"

    documents.close(ids[2])
    documents.close(ids[0])
    assert documents.current is None


def test_a_big_file_opens(qtbot: QtBot, documents: DocumentBench, sample_folder: Path):
    file = sample_folder / "samples/big.json"
    file.write_text("[\n" + '{"name": "Sample"},\n' * 1_000_000 + "{}]")

    buffer = opened(qtbot, documents, file)

    assert buffer.kind == "json"
    assert len(documents.text(buffer.id)) == file.stat().st_size
    assert not buffer.is_read_only


def test_endless_json_is_shown_laid_out_and_never_saved(
    qtbot: QtBot, documents: DocumentBench, sample_folder: Path
):
    file = sample_folder / "samples/line.json"
    data = b"[" + b'{"n":1.0,"big":12345678901234567890123},' * 125_000 + b"{}]"
    file.write_bytes(data)

    buffer = opened(qtbot, documents, file)

    assert '    "big": 12345678901234567890123\n' in documents.text(buffer.id)
    assert "one long line" in buffer.read_only_reason
    with qtbot.waitSignal(documents.save_failed):
        documents.save(buffer.id)
    assert file.read_bytes() == data


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x7fELF\x02\x00\x00", "not a text file"),
        (b"ok\n" * 4_000 + b"\x00", "NUL"),
        (b"\xff\xfea\x00", "not a text file"),
        (b"a" * 5_000_000, "a line of 5,000,000 characters"),
        (b"x\n" * 17_000_000, "at most"),
        (b'"\xed\xa0\x80"', "not UTF-8"),
    ],
    ids=["binary", "late NUL", "UTF-16", "one long line", "too large", "half a character"],
)
def test_what_cannot_be_shown_is_refused_in_words(
    qtbot: QtBot, documents: DocumentBench, sample_folder: Path, content: bytes, says: str
):
    file = sample_folder / "notes.txt"
    file.write_bytes(content)

    assert says in refused(qtbot, documents, file)
    assert documents.buffers == ()


def test_a_folder_a_pipe_and_a_missing_file_are_refused(
    qtbot: QtBot, documents: DocumentBench, sample_folder: Path
):
    os.mkfifo(sample_folder / "pipe.js")

    assert "is a folder" in refused(qtbot, documents, sample_folder / "jobs")
    assert "device or a pipe" in refused(qtbot, documents, sample_folder / "pipe.js")
    assert "There is no file" in refused(qtbot, documents, sample_folder / "gone.json")


def test_a_job_without_its_file_is_refused(
    qtbot: QtBot, documents: DocumentBench, sample_folder: Path
):
    (sample_folder / "jobs/send-visits.js").unlink()

    with qtbot.waitSignal(documents.failed) as waiting:
        documents.open_job("send-visits")

    assert "no job file" in str(waiting.args[0])


def test_a_file_that_may_not_be_written_opens_read_only(
    ordinary_user: Path, qtbot: QtBot, documents: DocumentBench, sample_folder: Path
):
    file = sample_folder / "samples/registration.json"
    file.chmod(0o444)

    buffer = opened(qtbot, documents, file)

    assert buffer.is_read_only
    assert "may be read but not written" in buffer.read_only_reason


def test_an_inline_job_is_edited_and_saved_in_project_yaml(
    qtbot: QtBot, lanes: Lanes, documents: DocumentBench, project: ProjectBench, tmp_path: Path
):
    folder = tmp_path / "inline"
    folder.mkdir()
    (folder / "project.yaml").write_text("jobs:\n  a:\n    expression: fn(s => s)  # why\n")
    with qtbot.waitSignal(project.opened):
        project.open(folder)
    with qtbot.waitSignal(documents.opened) as waiting:
        documents.open_job("a")
    buffer: Buffer = waiting.args[0]
    assert (buffer.file, buffer.title) == (None, "a")
    Typist(documents, buffer).type("fn(t => t)")

    with qtbot.waitSignals([documents.saved, project.changed]):
        documents.save(buffer.id)

    assert (folder / "project.yaml").read_text() == (
        "jobs:\n  a:\n    expression: fn(t => t)  # why\n"
    )


def test_buffers_follow_a_job_that_is_renamed(
    qtbot: QtBot, documents: DocumentBench, project: ProjectBench, open_job: OpenJob
):
    buffer = open_job("send-visits")
    typist = Typist(documents, buffer)
    typist.type("changed")

    with qtbot.waitSignal(project.changed):
        project.rename_job("send-visits", "send all visits")

    renamed = documents.buffers[0]
    assert (renamed.id, renamed.job) == (buffer.id, "send all visits")
    assert renamed.title == "send-all-visits.js"
    assert renamed.is_dirty
    with qtbot.waitSignal(documents.saved):
        documents.save(buffer.id)
    assert renamed.file
    assert renamed.file.read_text() == "changed"


def test_closing_a_project_closes_its_texts(
    documents: DocumentBench, project: ProjectBench, open_job: OpenJob
):
    open_job("send-visits")

    project.close()

    assert documents.buffers == ()
