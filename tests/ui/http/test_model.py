from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from openfn_studio.ui.http.headers import HeadersModel, rows_of
from openfn_studio.ui.http.model import Column, ExchangeFilter, ExchangeModel, Outcome
from tests.ui.http.conftest import ALL, BLOCKED, DEFAULT, FAILED, REFUSED, STUB, exchange

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def test_the_models_keep_qts_contract(qapp: object) -> None:
    model = ExchangeModel()
    rows = ExchangeFilter(model)
    headers = HeadersModel()
    testers = [QAbstractItemModelTester(one, FATAL) for one in (model, rows, headers)]

    model.show(ALL[:2])
    model.show(ALL)
    rows.let_through(text="children")
    model.show((*ALL[:2], replace(REFUSED, status=500), *ALL[3:]))
    rows.let_through(text="", outcome=Outcome.BLOCKED)
    model.show((BLOCKED, STUB))
    rows.let_through(outcome=Outcome.ANY)
    rows.sort(Column.TIME, Qt.SortOrder.DescendingOrder)
    model.show(())
    headers.show(rows_of(STUB))
    headers.show([])

    assert len(testers) == 3


def test_what_stays_keeps_its_place_and_only_news_are_told(qtbot: QtBot, qapp: object) -> None:
    model = ExchangeModel()
    model.show((STUB, DEFAULT))
    resets: list[object] = []
    model.modelReset.connect(lambda: resets.append(1))

    with qtbot.waitSignal(model.dataChanged) as changed:
        model.show((STUB, replace(DEFAULT, status=500), REFUSED))

    assert resets == []
    assert changed.args is not None
    first: QModelIndex = changed.args[0]
    # A second request of the operation also gives the first a number.
    assert first.row() == 1
    assert [model.number(row) for row in range(3)] == ["2", "3.1", "3.2"]


def test_a_row_that_is_gone_makes_a_new_table(qapp: object) -> None:
    model = ExchangeModel()
    model.show((STUB, DEFAULT))

    model.show((DEFAULT,))

    assert model.row_of(DEFAULT.id) == 0
    assert model.row_of(STUB.id) is None


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({"text": "DB.EX"}, [-1]),
        ({"text": "econn"}, [4]),
        ({"text": "default"}, [2]),
        ({"method": "GET"}, [2]),
        ({"outcome": Outcome.SUCCEEDED}, [1, 2]),
        ({"outcome": Outcome.FAILED}, [3, 4]),
        ({"outcome": Outcome.BLOCKED}, [-1, -2]),
        ({"outcome": Outcome.FAILED, "method": "POST", "text": "404"}, [3]),
    ],
)
def test_the_filter_lets_through_what_is_wanted(
    qapp: object, wanted: dict[str, object], ids: list[int]
) -> None:
    model = ExchangeModel()
    rows = ExchangeFilter(model)
    model.show(ALL)

    rows.let_through(**wanted)  # pyright: ignore[reportArgumentType]

    shown = [rows.mapToSource(rows.index(row, 0)).row() for row in range(rows.rowCount())]
    assert [ALL[row].id for row in shown] == ids


def test_columns_sort_by_what_they_mean(qapp: object) -> None:
    model = ExchangeModel()
    rows = ExchangeFilter(model)
    model.show([exchange(n, took_ms=took) for n, took in enumerate((10.0, 9.0, 100.0))])

    rows.sort(Column.TIME, Qt.SortOrder.AscendingOrder)

    assert [rows.index(row, Column.TIME).data() for row in range(3)] == ["9 ms", "10 ms", "100 ms"]


def test_ten_thousand_requests_are_told_apart_quickly(qapp: object) -> None:
    model = ExchangeModel()
    many = tuple(exchange(n, operation=n % 50) for n in range(10_000))
    model.show(many)

    with_one_more = (*many, exchange(10_001))
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda a, b: changed.append((a.row(), b.row())))
    model.show(with_one_more)

    assert changed == []
    assert model.rowCount() == 10_001


def test_all_that_is_known_is_listed_beside_the_bodies() -> None:
    rows = {row.name: row.value for row in rows_of(FAILED)}

    assert rows["URL"] == FAILED.url
    assert rows["Problem"] == "connect ECONNREFUSED"
    assert rows["Request"] == "9 B of body"
    assert rows["authorization"] == "Basic ••••"
    assert not any(name.startswith("Response") for name in rows)
