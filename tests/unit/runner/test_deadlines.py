import threading
from collections.abc import Iterator

import pytest

from openfn_studio.runner.deadlines import Deadlines
from tests.runners.leaks import wait_until


@pytest.fixture
def deadlines() -> Iterator[Deadlines]:
    made = Deadlines()
    yield made
    made.close()


def test_actions_are_taken_in_order_of_time(deadlines: Deadlines):
    taken: list[str] = []
    done = threading.Event()

    deadlines.after(0.06, done.set)
    deadlines.after(0.03, lambda: taken.append("later"))
    deadlines.after(0.01, lambda: taken.append("sooner"))

    assert done.wait(5)
    assert taken == ["sooner", "later"]


def test_an_action_called_off_is_not_taken(deadlines: Deadlines):
    taken: list[str] = []
    done = threading.Event()

    off = deadlines.after(0.01, lambda: taken.append("no"))
    deadlines.call_off(off)
    deadlines.after(0.03, done.set)

    assert done.wait(5)
    assert taken == []


def test_the_thread_ends_when_nothing_is_left_and_comes_back(deadlines: Deadlines):
    names = [thread.name for thread in threading.enumerate()]
    off = deadlines.after(60, lambda: None)
    deadlines.call_off(off)
    wait_until(
        lambda: [thread.name for thread in threading.enumerate()] == names, "the thread stayed"
    )

    again = threading.Event()
    deadlines.after(0.01, again.set)

    assert again.wait(5)


def test_nothing_is_taken_after_close():
    deadlines = Deadlines()
    taken: list[str] = []
    deadlines.after(0.01, lambda: taken.append("no"))

    deadlines.close()
    late = deadlines.after(0, lambda: taken.append("no"))

    assert late.is_on
    assert taken == []
