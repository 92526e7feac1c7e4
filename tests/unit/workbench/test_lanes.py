"""Work goes out to a thread and comes back on the GUI thread, or not at all."""

import threading
from collections.abc import Generator
from concurrent.futures import Future

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from openfn_studio.errors import StudioError, UserInputProblem
from openfn_studio.workbench.lanes import Lane, ProgramFault, Ticket


@pytest.fixture
def lane(qapp: object) -> Generator[Lane]:
    one = Lane(2, "test lane")
    yield one
    one.close()


def fail(problem: StudioError) -> None:
    raise AssertionError(problem)


def test_a_result_arrives_on_the_gui_thread(qtbot: QtBot, lane: Lane) -> None:
    owner = QObject()
    got: list[tuple[str, bool]] = []
    here = threading.current_thread()

    def done(name: str) -> None:
        got.append((name, threading.current_thread() is here))

    lane.run(lambda _: threading.current_thread().name, done, fail, owner=owner)
    qtbot.waitUntil(lambda: bool(got))

    assert got[0][0].startswith("test lane")
    assert got[0][1]


def test_a_problem_arrives_as_it_was_raised(qtbot: QtBot, lane: Lane) -> None:
    problems: list[StudioError] = []

    def work(_: Ticket) -> None:
        raise UserInputProblem("No such file.")

    lane.run(work, lambda _: None, problems.append, owner=(owner := QObject()))
    qtbot.waitUntil(lambda: bool(problems))

    assert owner is not None
    assert problems[0].what == "No such file."


def test_a_fault_of_ours_arrives_as_one_and_the_window_stays(
    qtbot: QtBot, lane: Lane, caplog: pytest.LogCaptureFixture
) -> None:
    problems: list[StudioError] = []
    owner = QObject()

    lane.run(lambda _: 1 / 0, lambda _: None, problems.append, owner=owner)
    qtbot.waitUntil(lambda: bool(problems))

    assert isinstance(problems[0], ProgramFault)
    assert "ZeroDivisionError" in problems[0].what
    assert "ZeroDivisionError" in caplog.text


def test_nothing_arrives_after_cancelling_or_for_a_dead_owner(qtbot: QtBot, lane: Lane) -> None:
    arrived: list[str] = []
    gate = threading.Event()
    owner, dead = QObject(), QObject()

    def work(_: Ticket) -> str:
        gate.wait(5)
        return "late"

    lane.run(work, arrived.append, fail, owner=owner).cancel()
    lane.run(work, arrived.append, fail, owner=dead)
    dead.deleteLater()
    del dead
    gate.set()
    lane.run(lambda _: "last", arrived.append, fail, owner=owner)
    qtbot.waitUntil(lambda: "last" in arrived)

    assert arrived == ["last"]


def test_a_future_of_somebody_else_is_delivered(qtbot: QtBot, lane: Lane) -> None:
    future: Future[int] = Future()
    got: list[int] = []

    lane.deliver(future, got.append, fail, owner=(owner := QObject()))
    threading.Thread(target=lambda: future.set_result(7)).start()
    qtbot.waitUntil(lambda: bool(got))

    assert owner is not None
    assert got == [7]
