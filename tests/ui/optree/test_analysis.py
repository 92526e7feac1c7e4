from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from openfn_studio.domain.run import Dialect
from openfn_studio.errors import StudioError
from openfn_studio.language.rework.deleting import delete
from openfn_studio.workbench.editing.analysing import LIMIT, PROBLEMS_LIMIT, Names, Rules, analyse
from openfn_studio.workbench.editing.analysis import Analysis, AnalysisBench
from openfn_studio.workbench.editing.buffer import BufferId
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.projects.project_bench import ProjectBench
from tests.ui.optree.conftest import OpenText

ID = BufferId(1)


def test_a_job_is_read_when_it_opens_with_what_its_adaptor_exports(
    analyses: AnalysisBench, open_text: OpenText
):
    buffer = open_text("get('/x', 1);\nfeild('a');\n")

    found = analyses.analysis(buffer.id)

    assert found is not None
    assert [item.label for item in found.tree] == ["get", "feild"]
    assert found.tree[0].children[0].name == "path"
    assert [problem.code for problem in found.problems] == ["unknown-function"]
    assert found.good_tree is found.tree
    assert analyses.is_current(found)


def test_the_newest_text_wins_after_a_pause(
    qtbot: QtBot, analyses: AnalysisBench, documents: DocumentBench, open_text: OpenText
):
    buffer = open_text("get('/x');\n")
    told: list[Analysis] = []
    analyses.changed.connect(told.append)

    for count in range(5):
        documents.replace_text(buffer.id, f"get('/{count}');\n")
    qtbot.waitUntil(lambda: bool(told))

    assert [one.document.text for one in told] == ["get('/4');\n"]
    assert told[0].version == documents.buffer(buffer.id).version


def test_the_last_good_tree_stays_while_the_text_is_broken(
    qtbot: QtBot, analyses: AnalysisBench, documents: DocumentBench, open_text: OpenText
):
    buffer = open_text("get('/x');\nput('/y');\n")
    good = analyses.analysis(buffer.id)

    with qtbot.waitSignal(analyses.changed):
        documents.replace_text(buffer.id, "get('/x');\nput('/y'\n")

    found = analyses.analysis(buffer.id)
    assert found.has_errors
    assert found.error_line == 2
    assert found.good_tree == good.tree
    assert found.good_document is good.document


def test_another_dialect_is_another_analysis(
    qtbot: QtBot, analyses: AnalysisBench, project: ProjectBench, open_text: OpenText
):
    buffer = open_text("const a = 1;\nfn(a);\n")
    assert analyses.analysis(buffer.id).tree[0].kind == "dropped"
    assert analyses.analysis(buffer.id).other_dialect is Dialect.V2

    with qtbot.waitSignal(analyses.changed):
        project.set_job("register-child", "dialect", Dialect.V2)

    found = analyses.analysis(buffer.id)
    assert found.dialect is Dialect.V2
    assert found.tree[0].kind == "code"


def test_a_loose_file_is_read_by_the_rules_somebody_gives(
    qtbot: QtBot, analyses: AnalysisBench, documents: DocumentBench, tmp_path: Path
):
    file = tmp_path / "loose.js"
    file.write_text("const a = 1;\nfn(a);\n", "utf-8")
    with qtbot.waitSignal(analyses.changed) as told:
        documents.open_file(file)
    assert told.args[0].dialect is Dialect.V1

    with qtbot.waitSignal(analyses.changed) as told:
        analyses.take_rules_from(lambda _: Rules(Dialect.V2, ("openfn-studio-standin",)))

    assert told.args[0].dialect is Dialect.V2


def test_what_is_no_job_is_not_read_and_what_is_closed_is_forgotten(
    qtbot: QtBot,
    analyses: AnalysisBench,
    documents: DocumentBench,
    open_text: OpenText,
    tmp_path: Path,
):
    file = tmp_path / "input.json"
    file.write_text("{}", "utf-8")
    job = open_text("get();\n")
    with qtbot.waitSignal(documents.opened) as told:
        documents.open_file(file)

    documents.replace_text(job.id, "put();\n")
    documents.close(job.id)

    assert analyses.analysis(told.args[0].id) is None
    assert analyses.analysis(job.id) is None


@pytest.mark.parametrize(
    ("size", "limit", "operations"),
    [(PROBLEMS_LIMIT - 10, "", 1), (PROBLEMS_LIMIT, "over 1 MB", 1), (LIMIT, "over 5 MB", 0)],
)
def test_a_long_text_is_read_as_far_as_is_quick_and_says_so(size: int, limit: str, operations: int):
    text = "x();" + " " * size

    found = analyse(ID, 1, text, Rules(), Names(frozenset()))

    assert limit in found.limit if limit else found.limit == ""
    assert len(found.outline.operations) == operations
    assert bool(found.problems) == (not limit)


def test_an_edit_is_found_out_on_the_lane_and_carried_out_once(
    qtbot: QtBot, analyses: AnalysisBench, documents: DocumentBench, open_text: OpenText
):
    buffer = open_text("get('/x');\nput('/y');\n")
    found = analyses.analysis(buffer.id)
    refused: list[StudioError] = []

    with qtbot.waitSignal(documents.changed):
        analyses.carry_out(
            found, lambda job: delete(job, found.tree[0].range), lambda _: None, refused.append
        )
    assert documents.text(buffer.id) == "put('/y');\n"

    analyses.carry_out(
        found, lambda job: delete(job, found.tree[0].range), lambda _: None, refused.append
    )
    qtbot.waitUntil(lambda: bool(refused))
    assert "changed meanwhile" in refused[0].what
    assert documents.text(buffer.id) == "put('/y');\n"


def test_an_edit_that_cannot_be_made_gives_its_reason(
    qtbot: QtBot, analyses: AnalysisBench, open_text: OpenText
):
    buffer = open_text("const a = get('/x');\n")
    found = analyses.analysis(buffer.id)
    where = found.outline.operations[0].range
    refused: list[StudioError] = []

    analyses.carry_out(found, lambda job: delete(job, where), lambda _: None, refused.append)

    qtbot.waitUntil(lambda: bool(refused))
    assert "kept in a variable" in refused[0].what
