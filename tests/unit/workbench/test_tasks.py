"""Long work is listed while it is on, tells how far it is, and can be cancelled."""

import threading
from collections.abc import Callable, Generator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from openfn_studio.errors import StudioError, UserInputProblem
from openfn_studio.workbench.lanes import Lane, Ticket
from openfn_studio.workbench.tasks import Progress, Task, TaskBench

Tell = Callable[[Progress], None]


@pytest.fixture
def bench(qapp: object) -> Generator[TaskBench]:
    lane = Lane(1, "tasks")
    yield TaskBench(lane)
    lane.close()


def test_a_task_is_listed_with_its_progress_until_it_ends(qtbot: QtBot, bench: TaskBench) -> None:
    seen: list[tuple[Task, ...]] = []
    results: list[int] = []
    owner = QObject()
    bench.changed.connect(seen.append)

    def work(_: Ticket, tell: Tell) -> int:
        tell(Progress("Half of it", 0.5))
        return 3

    bench.run("Install http", work, results.append, lambda _: None, owner=owner)
    qtbot.waitUntil(lambda: results == [3])

    assert seen[0][0].title == "Install http"
    assert any(tasks and tasks[0].progress.fraction == 0.5 for tasks in seen)
    assert bench.tasks == ()


def test_a_cancelled_task_is_gone_and_its_work_is_told(qtbot: QtBot, bench: TaskBench) -> None:
    told = threading.Event()
    owner = QObject()
    ended: list[object] = []

    def work(ticket: Ticket, _: Tell) -> None:
        ticket.cancelled.wait(5)
        told.set()

    number = bench.run("Search", work, ended.append, ended.append, owner=owner)
    bench.cancel(number)
    qtbot.waitUntil(told.is_set)

    assert bench.tasks == ()
    assert ended == []


def test_a_failed_task_gives_its_problem(qtbot: QtBot, bench: TaskBench) -> None:
    problems: list[StudioError] = []
    owner = QObject()

    def work(_: Ticket, __: Tell) -> None:
        raise UserInputProblem("There is no such adaptor.")

    bench.run("Install", work, lambda _: None, problems.append, owner=owner)
    qtbot.waitUntil(lambda: bool(problems))

    assert problems[0].what == "There is no such adaptor."
    assert bench.tasks == ()
