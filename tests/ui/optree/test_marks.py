from datetime import UTC, datetime

import pytest

from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.language.document import Document
from openfn_studio.language.optree import operation_tree
from openfn_studio.language.outline import outline_of
from openfn_studio.language.problems import find_problems
from openfn_studio.ui.optree.entry import operation_entries
from openfn_studio.ui.optree.filtering import filtered, nodes_with
from openfn_studio.ui.optree.marks import Marks
from openfn_studio.workbench.running.facts import OperationFact, OperationStatus, RunFact, RunId

JOB = Document("get('/x');\nif (a) { post('/y'); }\n")
OUTLINE = outline_of(JOB, Dialect.V1)


def run_of(*operations: tuple[str, OperationStatus, float | None]) -> RunFact:
    facts = tuple(
        OperationFact(index, name, status=status, took_ms=took)
        for index, (name, status, took) in enumerate(operations)
    )
    return RunFact(
        id=RunId("1"),
        number=1,
        job="job",
        text=JOB.text,
        dialect=Dialect.V1,
        http_mode=HttpMode.TEST,
        started_at=datetime(2026, 1, 1, tzinfo=UTC),
        operations=facts,
    )


def test_operations_show_how_they_ended():
    marks = Marks((), OUTLINE, run_of(("get", "finished", 48.2), ("post", "failed", None)))

    first, second = (marks.run_of(one.range) for one in OUTLINE.operations)

    assert first is not None
    assert (first.icon, first.tone, first.time) == ("check", "ok", "48 ms")
    assert second is not None
    assert (second.words, second.time) == ("failed", "")


@pytest.mark.parametrize("names", [("get",), ("get", "put"), ("post", "get")])
def test_a_run_of_other_operations_marks_nothing(names: tuple[str, ...]):
    marks = Marks((), OUTLINE, run_of(*((name, "finished", 1.0) for name in names)))

    assert marks.run_of(OUTLINE.operations[0].range) is None


def test_the_problem_of_a_line_itself_comes_before_those_inside():
    problems = find_problems(JOB, Dialect.V1, frozenset({"get", "post"}))
    marks = Marks(problems, OUTLINE)
    dropped = operation_tree(JOB, Dialect.V1)[1]

    own = marks.problem_of(dropped.range)
    inner = marks.problem_of(dropped.children[0].range)

    assert own is not None
    assert own.code == "dropped-code"
    assert inner is not None
    assert inner.code == "hoisted-call"
    assert marks.problem_of(OUTLINE.operations[0].range) is None


def test_a_filter_keeps_what_leads_to_the_words():
    tree = operation_tree(Document("get('/x', { a: { b: 1 } });\npost('/a');\n"), Dialect.V1)
    lines = operation_entries(tree, None)

    found = filtered(lines, "b:")
    assert filtered(lines, "") is lines
    assert [line.text for line in filtered(lines, "post")] == ["post '/a'"]
    assert [line.text for line in found] == ["get '/x'"]
    assert [line.text for line in found[0].children] == ["argument 2: { a: { b: 1 } }"]
    assert filtered(lines, "nowhere") == ()


def test_a_filter_of_the_syntax_tree_looks_at_kinds_and_at_text():
    document = Document("get('/x');\npost('/needle');\n")

    assert nodes_with(document, " ") is None
    by_kind = nodes_with(document, "string")
    by_text = nodes_with(document, "needle")

    assert by_kind is not None
    assert by_text is not None
    root = document.tree.root_node
    assert {child.id in by_kind for child in root.named_children} == {True}
    assert [child.id in by_text for child in root.named_children] == [False, True]
    assert nodes_with(document, "nowhere") == frozenset()


def test_a_deep_tree_is_filtered_without_running_out_of_stack():
    tree = operation_tree(Document("f(" * 3000 + "'needle'" + ")" * 3000), Dialect.V1)

    assert filtered(operation_entries(tree, None), "needle") == ()
