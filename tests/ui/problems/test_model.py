from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from openfn_studio.domain.text import TextRange
from openfn_studio.language.problem import Severity
from openfn_studio.ui.problems.entries import Entry
from openfn_studio.ui.problems.model import ProblemModel
from openfn_studio.workbench.editing.buffer import BufferId

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
ONE, OTHER = BufferId(1), BufferId(2)


def entry(message: str, severity: Severity = Severity.ERROR, line: int = 1) -> Entry:
    return Entry(severity, message, TextRange(0, 1, line, 1, line, 2))


A, B, C = entry("a"), entry("b", Severity.WARNING), entry("c", Severity.HINT)


def shown(model: ProblemModel) -> list[list[str]]:
    groups = (model.index(row, 0) for row in range(model.rowCount()))
    return [
        [model.index(row, 0, group).data() for row in range(model.rowCount(group))]
        for group in groups
    ]


def test_the_model_keeps_qts_contract(qapp: object) -> None:
    model = ProblemModel()
    tester = QAbstractItemModelTester(model, FATAL)

    model.show(ONE, "one.js", (A, B, C))
    model.show(OTHER, "other.js", (B,))
    model.show(ONE, "one.js", (A, C))
    model.show(ONE, "one.js", (C, B, A))
    model.show_severities([Severity.WARNING])
    model.show(OTHER, "renamed.js", (B, B, A))
    model.forget(ONE)
    model.show_severities(list(Severity))
    model.show(OTHER, "renamed.js", ())

    assert tester.model() is model
    assert shown(model) == [[]]


def test_problems_stand_under_their_job(qapp: object) -> None:
    model = ProblemModel()
    model.show(ONE, "one.js", (A, B))
    model.show(OTHER, "other.js", (C,))

    assert [model.index(row, 0).data() for row in (0, 1)] == ["one.js", "other.js"]
    assert shown(model) == [["a", "b"], ["c"]]
    problem = model.index(0, 0, model.index(1, 0))
    assert model.entry(problem) == C
    group = model.group(problem)
    assert group is not None
    assert group.buffer_id == OTHER
    assert model.entry(model.index(1, 0)) is None


def test_a_choice_stays_on_its_problem_while_lines_move(qapp: object) -> None:
    model = ProblemModel()
    model.show(ONE, "one.js", (A, B, C))
    chosen = QPersistentModelIndex(model.index(1, 0, model.index(0, 0)))

    model.show(ONE, "one.js", (entry("new"), entry("a", line=5), entry("b", B.severity, 9), C))

    assert chosen.isValid()
    found = model.entry(chosen)
    assert found is not None
    assert (found.message, found.line) == ("b", 9)


def test_a_choice_stays_when_a_job_before_it_is_closed(qapp: object) -> None:
    model = ProblemModel()
    model.show(ONE, "one.js", (A,))
    model.show(OTHER, "other.js", (B, C))
    chosen = QPersistentModelIndex(model.index(1, 0, model.index(1, 0)))

    model.forget(ONE)

    assert model.entry(chosen) == C


def test_screen_readers_hear_severity_line_and_fixes(qapp: object) -> None:
    model = ProblemModel()
    model.show(ONE, "one.js", (entry("a", line=7),))
    group = model.index(0, 0)

    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.data(group, role) == "one.js: 1 error"
    assert model.data(model.index(0, 0, group), role) == "Error, line 7: a"
