from pathlib import Path, PurePosixPath

from pytestqt.qtbot import QtBot

from openfn_studio.paths import DataFolder
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.editing.query import Query
from openfn_studio.workbench.editing.search_facts import FileHits, ReplaceSummary, SearchSummary
from openfn_studio.workbench.editing.searching import MOST, SearchBench
from openfn_studio.workspace.history import LocalHistory
from tests.ui.editing.conftest import OpenJob, Typist


def found(
    qtbot: QtBot, bench: SearchBench, query: Query, template: str | None = None
) -> tuple[dict[str, FileHits], SearchSummary]:
    files: list[FileHits] = []
    bench.found.connect(files.append)
    with qtbot.waitSignal(bench.finished, timeout=20_000) as waiting:
        bench.search(query, template)
    bench.found.disconnect(files.append)
    return {each.source.title: each for each in files}, waiting.args[0]


def replace(qtbot: QtBot, bench: SearchBench, chosen: list[FileHits]) -> ReplaceSummary:
    with qtbot.waitSignal(bench.replaced) as waiting:
        bench.replace(chosen)
    return waiting.args[0]


def test_jobs_samples_and_rules_are_searched(qtbot: QtBot, bench: SearchBench):
    files, summary = found(qtbot, bench, Query("visits"))

    assert {"jobs/send-visits.js", "samples/home-visits.json", "stubs.yaml", "project.yaml"} <= set(
        files
    )
    assert summary.hits == sum(len(each.hits) for each in files.values())
    assert summary.files == len(files)


def test_an_open_text_is_searched_as_it_is_typed(
    qtbot: QtBot, bench: SearchBench, documents: DocumentBench, open_job: OpenJob
):
    Typist(documents, open_job("send-visits")).type("// a needle\n")

    files, _ = found(qtbot, bench, Query("needle"))

    (only,) = files.values()
    assert only.source.title == "jobs/send-visits.js"
    assert only.source.buffer_id == documents.buffers[0].id


def test_what_is_no_text_is_skipped_and_said(qtbot: QtBot, bench: SearchBench, sample_folder: Path):
    (sample_folder / "samples/registration.json").write_bytes(b"\0\1\2")

    _, summary = found(qtbot, bench, Query("visits"))

    assert any("registration.json is not a text file" in why for why in summary.skipped)


def test_a_query_that_cannot_be_used_is_refused_with_the_reason(qtbot: QtBot, bench: SearchBench):
    with qtbot.waitSignal(bench.refused) as waiting:
        bench.search(Query("(", is_regex=True))
    assert "no regular expression" in waiting.args[0]

    with qtbot.waitSignal(bench.refused) as waiting:
        bench.search(Query("a", is_regex=True), r"\2")
    assert "What replaces it" in waiting.args[0]


def test_an_endless_regular_expression_is_ended_and_said(
    qtbot: QtBot, bench: SearchBench, sample_folder: Path
):
    (sample_folder / "samples/registration.json").write_text("a" * 40 + "!")

    _, summary = found(qtbot, bench, Query("(a+)+$", is_regex=True))

    assert any("takes too long in samples/registration.json" in why for why in summary.skipped)


def test_too_many_hits_are_cut_and_said(qtbot: QtBot, bench: SearchBench, sample_folder: Path):
    (sample_folder / "samples/registration.json").write_text("x\n" * 20_000)

    files, summary = found(qtbot, bench, Query("x", is_case_sensitive=True))

    assert summary.is_cut
    assert sum(len(each.hits) for each in files.values()) == MOST


def test_a_newer_search_ends_an_older_one(qtbot: QtBot, bench: SearchBench):
    files: list[FileHits] = []
    bench.found.connect(files.append)
    bench.search(Query("visits"))

    with qtbot.waitSignal(bench.finished):
        bench.search(Query("vaccination"))

    texts = {hit.preview[slice(*hit.span)].lower() for each in files for hit in each.hits}
    assert texts == {"vaccination"}


def test_open_texts_are_replaced_as_one_edit_and_files_are_saved(
    qtbot: QtBot,
    bench: SearchBench,
    documents: DocumentBench,
    open_job: OpenJob,
    sample_folder: Path,
    data: DataFolder,
):
    typist = Typist(documents, open_job("send-visits"))
    on_disk = (sample_folder / "jobs/send-visits.js").read_text()
    other = sample_folder / "jobs/fetch-new-visits.js"
    before = other.read_bytes()
    documents.edits_requested.connect(lambda asked: requested.append(asked.edits))
    requested: list[object] = []
    files, _ = found(qtbot, bench, Query("state", is_case_sensitive=True), "s")
    chosen = [files["jobs/send-visits.js"], files["jobs/fetch-new-visits.js"]]

    summary = replace(qtbot, bench, chosen)

    assert summary.problems == ()
    assert summary.files == 2
    assert len(requested) == 1
    assert len(requested[0]) == on_disk.count("state")
    assert typist.text == on_disk
    assert (sample_folder / "jobs/send-visits.js").read_text() == on_disk
    assert other.read_bytes() == before.replace(b"state", b"s")
    history = LocalHistory(data.history, sample_folder)
    kept = history.versions(PurePosixPath("jobs/fetch-new-visits.js"))
    assert [history.read(version) for version in kept] == [other.read_bytes(), before]


def test_only_what_was_chosen_is_replaced(qtbot: QtBot, bench: SearchBench, sample_folder: Path):
    file = sample_folder / "samples/registration.json"
    file.write_bytes("é one\r\none\r\n👩 one".encode())
    files, _ = found(qtbot, bench, Query("one", is_case_sensitive=True), "two")
    each = files["samples/registration.json"]

    replace(qtbot, bench, [FileHits(each.source, (each.hits[0], each.hits[2]), each.mark)])

    assert file.read_bytes() == "é two\r\none\r\n👩 two".encode()


def test_what_changed_since_the_search_is_left_alone(
    qtbot: QtBot,
    bench: SearchBench,
    documents: DocumentBench,
    open_job: OpenJob,
    sample_folder: Path,
):
    typist = Typist(documents, open_job("send-visits"))
    files, _ = found(qtbot, bench, Query("visits"), "x")
    typist.type("changed visits")
    (sample_folder / "jobs/fetch-new-visits.js").write_text("visits, changed")

    summary = replace(
        qtbot, bench, [files["jobs/send-visits.js"], files["jobs/fetch-new-visits.js"]]
    )

    assert summary.hits == 0
    assert len(summary.problems) == 2
    assert (sample_folder / "jobs/fetch-new-visits.js").read_text() == "visits, changed"


def test_a_file_opened_after_the_search_is_replaced_in_the_editor(
    qtbot: QtBot,
    bench: SearchBench,
    documents: DocumentBench,
    open_job: OpenJob,
    sample_folder: Path,
):
    files, _ = found(qtbot, bench, Query("state", is_case_sensitive=True), "s")
    buffer = open_job("send-visits")

    replace(qtbot, bench, [files["jobs/send-visits.js"]])

    assert "state" not in documents.text(buffer.id)
    assert "state" in (sample_folder / "jobs/send-visits.js").read_text()
