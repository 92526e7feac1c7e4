import json
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from openfn_studio.state.difference import difference
from openfn_studio.state.tree import Document
from openfn_studio.ui.inspector.change_index import ChangeIndex
from openfn_studio.ui.inspector.changed_list import ChangedModel
from openfn_studio.ui.inspector.contents import rows_of
from openfn_studio.ui.inspector.model import StateModel
from openfn_studio.ui.inspector.rows import Row
from openfn_studio.ui.inspector.table_model import ArrayModel
from openfn_studio.ui.inspector.watch_model import WatchModel
from openfn_studio.workbench.running.moments import Followed, Sample
from tests.ui.inspector.runs import STATES


def documents(*values: Any) -> list[Document]:
    return [Document(json.dumps(value).encode()) for value in values]


def under_test(model: QAbstractItemModel) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )


def words(model: QAbstractItemModel, parent: QModelIndex | None = None) -> list[str]:
    above = parent or QModelIndex()
    return [model.index(row, 0, above).data() for row in range(model.rowCount(above))]


def test_the_tree_of_a_difference_keeps_the_rules_of_qt(qtbot: QtBot):
    before, after = documents(STATES[0], STATES[3])
    model = StateModel()
    under_test(model)

    model.show(rows_of(after, ChangeIndex.of(difference(before, after))))
    top = words(model)
    model.show(rows_of(before))
    model.mask(is_masked=True)
    masked = words(model, model.index(0, 0))
    model.show(None)

    assert top == [
        "data: {7}, 4 changes inside",
        "page: 1, removed",
        "created: 3, added",
        "cases: [3], added",
        "references: [2], added",
        "configuration: never shown",
    ]
    assert masked[:3] == ['status: "••••"', "priority: •", "token: masked"]
    assert words(model) == []


def test_long_arrays_keep_the_rules_of_qt(qtbot: QtBot):
    before, after = documents([{"n": n} for n in range(2_300)], [{"n": -n} for n in range(1_100)])
    model = StateModel()
    under_test(model)

    model.show(rows_of(after, ChangeIndex.of(difference(before, after, most=2_000))))

    assert model.rowCount() == 2
    assert model.index_at((1_050, "n")).isValid()
    assert model.row_of(model.index_at((1_050, "n"))) is model.root.find((1_050, "n"))  # pyright: ignore[reportOptionalMemberAccess]
    assert not model.index_at((5_000,)).isValid()


def test_rows_that_take_long_are_asked_for_and_shown_when_they_are_counted(qtbot: QtBot):
    # A name that comes twice makes the survey give up: the members of the long value are unknown.
    member = json.dumps({"x": "y" * 50})
    text = f'{{"a": 1, "a": 2, "list": [{",".join([member] * 60_000)}]}}'
    model = StateModel()
    under_test(model)
    wanted: list[Row] = []
    model.rows_wanted.connect(wanted.append)
    model.show(rows_of(Document(text.encode())))
    index = model.index_at(("list",))

    before = (model.rowCount(index), model.hasChildren(index), model.canFetchMore(index))
    assert not model.index_at(("list", 7)).isValid()
    model.fetchMore(index)
    model.fetchMore(index)
    assert [row.path for row in wanted] == [("list",)]
    assert wanted[0].row_count == 60
    still = model.rowCount(index)
    model.take_rows(wanted[0])

    assert before == (0, True, True)
    assert still == 0
    assert (model.rowCount(index), model.canFetchMore(index)) == (60, False)
    assert model.index_at(("list", 7)).isValid()


def test_a_row_is_dragged_as_job_code(qtbot: QtBot):
    model = StateModel()
    model.show(rows_of(documents(STATES[0])[0]))
    index = model.index_at(("data", "@case_id"))
    note = model.index(model.rowCount() - 1, 0)

    assert model.mimeData([index]).text() == "state.data['@case_id']"
    assert index.flags() & Qt.ItemFlag.ItemIsDragEnabled
    assert not note.flags() & Qt.ItemFlag.ItemIsDragEnabled


def test_the_list_of_changes_keeps_the_rules_of_qt(qtbot: QtBot):
    before, after = documents(STATES[2], STATES[3])
    model = ChangedModel()
    under_test(model)

    model.show(difference(before, after))

    assert words(model) == [
        "state.page: removed, it was 1",
        "state.created: added, 3",
        'state.data.id: added, "REF-0093"',
        'state.data.status: changed from "open" to "accepted"',
        "state.references[1]: added, {3}",
    ]
    assert model.place_of(("data", "id")).row() == 2
    assert not model.place_of(("nowhere",)).isValid()


def test_a_table_keeps_the_rules_of_qt_while_columns_are_added(qtbot: QtBot):
    array = documents([{"a": 1, "b": "x"}, {"c": [1, 2]}, 7])[0].root
    model = ArrayModel()
    under_test(model)

    model.show(array, ("a", "b"))
    model.add_columns(("b", "c"))

    rows = [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(3)]
    heads = [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())]
    assert heads == ["#", "a", "b", "c"]
    assert rows == [["0", "1", '"x"', ""], ["1", "", "", "[2]"], ["2", "", "", ""]]
    model.show(None, ())
    assert model.rowCount() == 0


@pytest.mark.parametrize(("point", "shown"), [(None, "3"), (1, "not there"), (0, "1"), (9, "3")])
def test_watched_values_keep_the_rules_of_qt(qtbot: QtBot, point: int | None, shown: str):
    model = WatchModel()
    under_test(model)

    model.watch([("page",)])
    model.show([Followed(("page",), 0, (Sample("1", 1.0), None, Sample("3", 3.0)))], point)

    assert words(model) == [f"state.page: {shown}"]
    tip = model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "state.page\nAt the start: 1\nAfter 1: not there\nAfter 2: 3"
    model.is_masked = True
    assert "1" not in str(model.index(0).data(Qt.ItemDataRole.ToolTipRole))
