from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from openfn_studio.ui.log.lines import LineStore
from openfn_studio.ui.log.model import LogModel
from openfn_studio.ui.log.wording import Wording
from tests.ui.log.conftest import LINES, run

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def model_of_all() -> LogModel:
    lines = LineStore()
    lines.extend(LINES)
    wording = Wording(lines)
    wording.learn(run())
    return LogModel(lines, wording)


def test_the_model_keeps_qts_contract(qapp: object) -> None:
    model = model_of_all()
    tester = QAbstractItemModelTester(model, FATAL)

    model.append([0, 1, 3])
    model.append([])
    model.append([5])
    model.clear()
    model.append([2])

    assert tester.model() is model
    assert model.rowCount() == 1


def test_rows_and_positions_find_each_other(qapp: object) -> None:
    model = model_of_all()
    model.append([1, 3, 6])

    assert [model.position(row) for row in range(3)] == [1, 3, 6]
    assert [model.row_of(position) for position in (1, 2, 6, 7)] == [0, None, 2, None]


def test_screen_readers_hear_the_whole_line(qapp: object) -> None:
    model = model_of_all()
    model.append([3])

    said = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)

    assert "warn   op 2 get  careful\n" in said
    assert model.data(model.index(0)) == "careful the second line"
