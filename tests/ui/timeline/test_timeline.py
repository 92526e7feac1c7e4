"""The timeline: cells, keys, words."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.timeline.timeline import NO_OPERATION, NOTHING_YET, Timeline
from openfn_studio.workbench.running.facts import ErrorFact, OperationFact, RunFact, RunId

RUN = RunFact(
    id=RunId("r"),
    number=1,
    job="a",
    text="",
    dialect=Dialect.V1,
    http_mode=HttpMode.TEST,
    started_at=datetime(2026, 5, 6, tzinfo=UTC),
    exit_code=1,
    took_ms=217.0,
    operations=(
        OperationFact(0, "fn", status="finished", took_ms=2.0),
        OperationFact(1, "get", status="finished", took_ms=48.0, requests=1),
        OperationFact(2, "each", status="finished", took_ms=163.0, requests=3),
        OperationFact(3, "post", status="failed", took_ms=3.0, error=ErrorFact("TypeError", "no")),
        OperationFact(4, "fn"),
    ),
)
MANY = replace(
    RUN,
    id=RunId("many"),
    operations=tuple(OperationFact(at, "fn", status="finished", took_ms=5.0) for at in range(200)),
)


class Monotonic:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Monotonic:
    return Monotonic()


@pytest.fixture
def timeline(qtbot: QtBot, look: Look, clock: Monotonic) -> Timeline:
    return shown(qtbot, look, clock)


def shown(qtbot: QtBot, look: Look, clock: Monotonic) -> Timeline:
    window = QWidget()
    qtbot.addWidget(window)
    made = Timeline(look, Actions(look, window), clock)
    qtbot.addWidget(made)
    made.resize(780, 90)
    made.show()
    return made


def words(timeline: Timeline) -> list[str]:
    labels = timeline.findChildren(QLabel)
    return [label.text() for label in labels if label.text() and label.isVisibleTo(timeline)]


def press(qtbot: QtBot, timeline: Timeline, *keys: Qt.Key) -> None:
    timeline.strip.setFocus()
    for key in keys:
        qtbot.keyClick(timeline.strip, key)


def test_before_the_first_run_it_says_what_will_be_here(timeline: Timeline):
    assert NOTHING_YET in words(timeline)
    assert timeline.strip.accessibleName() == "Operations, none yet"


def test_a_run_is_told_in_words(timeline: Timeline):
    timeline.show_run(RUN)

    assert words(timeline) == ["Operations", "5", "Failed at 4 after 217 ms"]


def test_a_job_without_operations_says_so(timeline: Timeline):
    timeline.show_run(replace(RUN, operations=(), exit_code=0))

    assert NO_OPERATION in words(timeline)


def test_a_run_that_could_not_start_says_why(timeline: Timeline):
    error = ErrorFact("StartError", "The adaptor is not here.", "runner")

    timeline.show_run(replace(RUN, operations=(), exit_code=3, error=error))

    assert "The adaptor is not here." in words(timeline)


def test_arrows_home_and_end_move_along_the_cells(qtbot: QtBot, timeline: Timeline):
    chosen: list[Any] = []
    timeline.operation_chosen.connect(chosen.append)
    timeline.show_run(RUN)

    press(qtbot, timeline, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left)
    press(qtbot, timeline, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_Left)

    assert chosen == [0, 1, 0, 4, 0]
    assert "1 of 5" in words(timeline)


def test_a_click_chooses_the_cell_under_the_mouse(qtbot: QtBot, timeline: Timeline):
    timeline.show_run(RUN)
    timeline.grab()
    place = timeline.strip._place(2).center().toPoint()

    with qtbot.waitSignal(timeline.operation_chosen) as told:
        qtbot.mouseClick(timeline.strip, Qt.MouseButton.LeftButton, pos=place)

    assert told.args == [2]
    assert timeline.strip.selected == 2


def test_the_chosen_cell_is_spoken(timeline: Timeline):
    timeline.show_run(RUN)

    timeline.select(2)

    assert timeline.strip.accessibleName() == (
        "3 of 5, each, succeeded, 163 milliseconds, 3 requests"
    )


def test_the_choice_stays_while_the_run_goes_on_and_falls_with_another(timeline: Timeline):
    timeline.show_run(RUN)
    timeline.select(1)

    timeline.show_run(replace(RUN, took_ms=300.0))
    assert timeline.strip.selected == 1
    timeline.show_run(replace(RUN, id=RunId("other")))

    assert timeline.strip.selected is None


def test_choosing_from_outside_says_nothing(timeline: Timeline):
    chosen: list[Any] = []
    timeline.operation_chosen.connect(chosen.append)
    timeline.show_run(RUN)

    timeline.select(3)
    timeline.select(99)

    assert chosen == []
    assert timeline.strip.selected is None


def test_two_hundred_operations_scroll_to_the_chosen_one(qtbot: QtBot, timeline: Timeline):
    timeline.show_run(MANY)
    qtbot.waitUntil(lambda: timeline.strip.width() > 5_000)
    seen = timeline._area.viewport().width()

    timeline.select(150)

    left = timeline.strip._place(150).left() + timeline.strip.x()
    assert 0 <= left <= seen
    timeline.select(0)
    assert timeline._area.horizontalScrollBar().value() == 0


def test_a_running_operation_shows_the_time_that_goes_by(
    qtbot: QtBot, timeline: Timeline, clock: Monotonic
):
    running = replace(RUN.operations[1], status="running", took_ms=None)
    going_on = replace(RUN, exit_code=None, operations=(RUN.operations[0], running))
    timeline.show_run(going_on)
    before = timeline.strip._place(1).width()

    clock.seconds = 3.0

    qtbot.waitUntil(lambda: timeline.strip._place(1).width() > before)
    assert timeline.strip._time(running) == "3.0 s"
    timeline.show_run(RUN)
    assert not timeline.strip._tick.isActive()


def test_the_tooltip_says_all_of_a_cell(timeline: Timeline):
    odd = replace(RUN.operations[3], is_hoisted=True, returned="nothing")
    timeline.show_run(replace(RUN, operations=(odd,)))
    timeline.grab()
    place = timeline.strip._place(0).center().toPoint()

    timeline.strip.event(
        QHelpEvent(QHelpEvent.Type.ToolTip, place, timeline.strip.mapToGlobal(QPoint(place)))
    )

    text = QToolTip.text()
    assert "failed" in text
    assert "not a state" in text
    assert "runs whatever" in text
    QToolTip.hideText()


@pytest.mark.parametrize("percent", [100, 150, 250])
def test_every_theme_and_scale_paints_without_clipping_its_height(
    qtbot: QtBot, each_look: Look, clock: Monotonic, percent: int
):
    each_look.use(scale_percent=percent)
    timeline = shown(qtbot, each_look, clock)
    timeline.show_run(RUN)
    timeline.select(0)

    picture = timeline.grab()

    assert not picture.isNull()
    assert timeline.strip.height() <= timeline._area.height()
    each_look.use(scale_percent=100)
