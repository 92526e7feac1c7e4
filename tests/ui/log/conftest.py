"""Logs to show: a small one with everything in it, and what makes larger ones."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.log.panel import LogPanel
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.layouts import column
from openfn_studio.workbench.running.facts import (
    ErrorFact,
    LogFact,
    OperationFact,
    RunFact,
    RunId,
)

BEGIN = datetime(2026, 5, 3, 9, 52, 7, 100_000).astimezone(UTC)
OPERATIONS = tuple(OperationFact(index, name) for index, name in enumerate(["fn", "get", "each"]))
BOX = (
    "╭─────────────────────────────────────────╮\n"
    "│ ◲ ◱  OpenFn Studio 0.1.0, v1 (Node.js)  │\n"
    "│ ◳ ◰                 language-http@6.4.3 │\n"
    "╰─────────────────────────────────────────╯"
)
DEEP = "Response: " + '{"a":[1,{"b":' + "[" * 40 + "]" * 40 + "}]}"
ERROR = ErrorFact(
    "TypeError",
    "Cannot read properties of undefined (reading 'phone')",
    line=19,
    column=13,
    operation=2,
    excerpt="19 | state.clinic.phone\n                 ^",
    fix="Check that it is there.",
)


def line(position: int, text: str, **more: Any) -> LogFact:
    given: dict[str, Any] = {
        "position": position,
        "ms": float(position),
        "level": "info",
        "source": "job",
        "operation": 0,
        "line": None,
        "column": None,
        "text": text,
    }
    return LogFact(**{**given, **more})


LINES = (
    line(0, BOX, source="runner", operation=None),
    line(1, "3 of 5 cases have consent", line=13, column=11),
    line(2, "retrying", level="debug", source="adaptor", operation=1),
    line(3, "careful\nthe second line", level="warn", operation=1, line=23, column=2),
    line(4, DEEP, operation=2, line=25),
    line(5, "ጤና ይስጥልኝ and a🙂b", operation=None),
    line(6, "The registry refused", level="error", operation=2),
)


def run(**more: Any) -> RunFact:
    given: dict[str, Any] = {
        "id": RunId("1"),
        "number": 12,
        "job": "register-child",
        "text": "",
        "dialect": Dialect.V1,
        "http_mode": HttpMode.TEST,
        "started_at": BEGIN,
        "operations": OPERATIONS,
    }
    return RunFact(**{**given, **more})


OVER = run(exit_code=1, took_ms=220.0, error=ERROR, finished_at=BEGIN)


def many(count: int) -> list[LogFact]:
    """Lines as a loop over cases logs them."""
    return [line(n, f"Case {n} was sent to village {n % 500}", line=30) for n in range(count)]


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
def panel(qtbot: QtBot, look: Look, window: QWidget, actions: Actions) -> LogPanel:
    """An empty panel, 900 by 400, shown in its window."""
    made = LogPanel(look, actions)
    window.setLayout(column(made))
    window.resize(900, 400)
    window.show()
    window.activateWindow()
    return made


Idle = Callable[[], None]


@pytest.fixture
def idle(qtbot: QtBot, panel: LogPanel) -> Idle:
    """Wait until the panel has taken in, sieved and searched all there is."""
    return lambda: qtbot.waitUntil(lambda: not panel.sieve.is_busy, timeout=20_000)
