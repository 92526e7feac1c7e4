import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from openfn_studio.domain.run import Dialect
from openfn_studio.language.document import Document
from openfn_studio.language.optree import operation_tree
from openfn_studio.language.outline import outline_of
from openfn_studio.ui.optree.entry import OperationEntry, operation_entries, syntax_entries
from openfn_studio.ui.optree.model import ENTRY, EntryModel

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def operations(source: str) -> tuple[OperationEntry, ...]:
    document = Document(source)
    outline = outline_of(document, Dialect.V1)
    return operation_entries(operation_tree(document, Dialect.V1), outline)


def texts(model: EntryModel, parent: QModelIndex | None = None, depth: int = 0) -> list[str]:
    """Every line, opened."""
    above = parent or QModelIndex()
    found: list[str] = []
    for row in range(model.rowCount(above)):
        index = model.index(row, 0, above)
        found.append("  " * depth + str(index.data()))
        found += texts(model, index, depth + 1)
    return found


@pytest.fixture
def model(qtbot: QtBot) -> EntryModel:
    made = EntryModel()
    made.tester = QAbstractItemModelTester(made, FATAL)
    return made


def test_operations_show_their_arguments(model: EntryModel):
    model.show(operations("get('/x', { a: 1 });\n// put('/y');\n"))

    assert texts(model) == [
        "get '/x'",
        "  argument 1: '/x'",
        "  argument 2: { a: 1 }",
        "    a: 1",
        "put",
    ]


def test_what_stays_keeps_its_index_over_edits(model: EntryModel):
    model.show(operations("a(1);\nb({ k: 2 });\nc(3);\n"))
    texts(model)
    key = QPersistentModelIndex(model.index(0, 0, model.index(0, 0, model.index(1, 0))))

    model.show(operations("a(1);\nb({ kk: 2, n: 3 });\nc(3);\n"))
    assert key.data() == "kk: 2"

    model.show(operations("x(0);\na(1);\nb({ kk: 2, n: 3 });\nc(3);\n"))
    assert key.data() == "kk: 2"
    assert key.parent().parent().row() == 2

    model.show(operations("b({ kk: 2, n: 3 });\nx(0);\na(1);\nc(3);\n"))
    assert key.parent().parent().row() == 0

    model.show(operations("x(0);\na(1);\nc(3);\n"))
    assert not key.isValid()


CALLS = st.lists(
    st.sampled_from(["a(1);", "b({ k: [1, 2] });", "c(x => d());", "// off(1);", "const z = 1;"]),
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CALLS, min_size=1, max_size=4))
def test_any_text_after_any_other_gives_the_same_tree_as_from_scratch(
    qtbot: QtBot, jobs: list[list[str]]
):
    model, fresh = EntryModel(), EntryModel()
    tester = QAbstractItemModelTester(model, FATAL)
    for calls in jobs:
        source = "\n".join(calls)
        model.show(operations(source))
        fresh.show(operations(source), is_other=True)
        assert texts(model) == texts(fresh)
    assert tester.model() is model


def test_the_syntax_tree_keeps_its_lines_over_edits(model: EntryModel):
    document = Document("get('/x');\npost(1);\n")
    model.show(syntax_entries(document))
    call = QPersistentModelIndex(model.index(0, 0, model.index(0, 0)))
    assert call.data() == "call_expression get('/x')"

    model.show(syntax_entries(document.with_text("get('/yy');\npost(1);\n")))
    model.show(syntax_entries(document.with_text("a();\nget('/yy');\npost(1);\n")))

    assert call.data() == "call_expression get('/yy')"
    assert call.parent().row() == 1


def test_the_syntax_tree_is_read_level_by_level(qtbot: QtBot):
    model = EntryModel()

    model.show(syntax_entries(Document("get('/x');\npost(1);\n" * 5000)))

    assert model.rowCount() == 10_000
    assert len(model._known) == 10_000


def test_the_lines_around_an_offset_are_found(model: EntryModel):
    source = "a(1);\nb({ k: 'é🏥' }); c(3);\nif (x) { d(); }\n"
    model.show(operations(source))

    def around(text: str) -> list[str]:
        offset = len(source[: source.index(text)].encode("utf-16-le")) // 2
        return [str(index.data()).split(" ")[0] for index in model.path_at(offset)]

    assert around("'é") == ["b", "argument", "k:"]
    assert around("3") == ["c", "argument"]
    assert around("d()") == ["if", "d"]
    assert around(";\nb") == ["a"]
    assert model.path_at(10_000) == []


def test_a_line_is_dropped_beside_lines_of_its_own_level_only(model: EntryModel, qtbot: QtBot):
    model.show(operations("a(1);\n// off();\nb(combine(c(), d()));\n"))
    asked: list[tuple[QModelIndex, QModelIndex, str]] = []
    model.move_requested.connect(asked.append)
    first, off, last = (model.index(row, 0) for row in range(3))
    data = model.mimeData([last])
    move = Qt.DropAction.MoveAction

    assert model.canDropMimeData(data, move, 0, 0, QModelIndex())
    assert not model.canDropMimeData(data, move, 0, 0, last)
    assert not model.canDropMimeData(data, move, -1, -1, first)
    assert not model.canDropMimeData(QMimeData(), move, 0, 0, QModelIndex())
    assert not model.dropMimeData(data, move, 0, 0, QModelIndex())
    model.dropMimeData(model.mimeData([first]), move, 2, 0, QModelIndex())

    assert [(one.row(), other.row(), side) for one, other, side in asked] == [
        (2, 0, "before"),
        (0, 0, "after"),
    ]
    assert not model.flags(off) & Qt.ItemFlag.ItemIsDragEnabled
    assert model.flags(first) & Qt.ItemFlag.ItemIsDragEnabled


def test_a_deep_job_costs_no_stack(model: EntryModel):
    model.show(operations("f(" * 3000 + ")" * 3000))
    index = model.index(0, 0)
    for _ in range(2999):
        index = model.index(0, 0, index)

    assert isinstance(index.data(ENTRY), OperationEntry)
    assert len(model.path_at(6000)) > 2990
