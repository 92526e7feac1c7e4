"""Exchanges of every kind, and a panel that shows them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.http.panel import HttpPanel
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.layouts import column
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.running.exchanges import ExchangeBench
from openfn_studio.workbench.running.facts import BodyFact, ExchangeFact, RunFact, RunId

JSON = {"content-type": "application/json"}
ANSWER = BodyFact(33, '{"id":4711,"status":"registered"}')


def exchange(number: int, **more: Any) -> ExchangeFact:
    given: dict[str, Any] = {
        "id": number,
        "operation": 1,
        "ms": 3.5,
        "method": "POST",
        "url": "https://clinic.example/children?dry=1",
        "origin": "stub",
        "rule": 0,
        "line": 17,
        "request_headers": {**JSON, "authorization": "Basic ••••"},
        "request_body": BodyFact(9, '{"id": 1}'),
        "status": 201,
        "took_ms": 163.2,
        "response_headers": JSON,
        "response_body": ANSWER,
    }
    return ExchangeFact(**{**given, **more})


STUB = exchange(1)
DEFAULT = exchange(2, operation=2, method="GET", origin="default", rule=None, status=200)
REFUSED = exchange(3, operation=2, origin="live", rule=None, status=404)
FAILED = exchange(
    4, status=None, response_body=None, problem="connect ECONNREFUSED", origin="live", rule=None
)
BLOCKED = ExchangeFact(-1, 3, 9, "TCP", "db.example:5432", "blocked", problem="It was stopped.")
LOOKED_UP = ExchangeFact(-2, 3, 9, "DNS", "time.example", "blocked", problem="Answered here.")
ASKING = exchange(
    5, operation=4, method="PUT", origin="asked", status=None, took_ms=None, response_body=None
)
ALL = (STUB, DEFAULT, REFUSED, FAILED, BLOCKED, LOOKED_UP)


def run(*exchanges: ExchangeFact, **more: Any) -> RunFact:
    given: dict[str, Any] = {
        "id": RunId("1"),
        "number": 12,
        "job": "register-child",
        "text": "",
        "dialect": Dialect.V1,
        "http_mode": HttpMode.TEST,
        "started_at": datetime(2026, 5, 3, tzinfo=UTC),
        "exchanges": exchanges,
        "sealed_by": "kernel",
    }
    return RunFact(**{**given, **more})


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """The window whose keys compete with the panel's."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def actions(look: Look, window: QWidget) -> Actions:
    return Actions(look, window)


@pytest.fixture
def exchanges(lanes: Lanes, sample_folder: Path) -> ExchangeBench:
    return ExchangeBench(lanes.work, lambda: sample_folder)


@pytest.fixture
def panel(
    qtbot: QtBot, look: Look, window: QWidget, actions: Actions, exchanges: ExchangeBench
) -> HttpPanel:
    """An empty panel, 900 by 400, shown in its window."""
    made = HttpPanel(look, actions, exchanges)
    window.setLayout(column(made))
    window.resize(900, 400)
    window.show()
    window.activateWindow()
    return made
