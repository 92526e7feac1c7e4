"""Lines are taken in, sieved and searched in slices; nothing waits for a million of them."""

from collections.abc import Callable
from time import thread_time

import pytest
from pytestqt.qtbot import QtBot

from openfn_studio.ui.log.lines import LineStore
from openfn_studio.ui.log.model import LogModel
from openfn_studio.ui.log.needle import Needle, needle_of
from openfn_studio.ui.log.sieve import Sieve
from openfn_studio.ui.log.wording import Wording
from tests.ui.log.conftest import LINES, line, many


class Pans:
    """A sieve with what it works on."""

    def __init__(self, qtbot: QtBot) -> None:
        self.lines = LineStore()
        self.model = LogModel(self.lines, Wording(self.lines))
        self.sieve = Sieve(self.lines, self.model)
        self.qtbot = qtbot

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.sieve.is_busy, timeout=20_000)

    @property
    def shown(self) -> list[int]:
        return list(self.model.positions(0, self.model.rowCount() - 1))


@pytest.fixture
def pans(qtbot: QtBot) -> Pans:
    return Pans(qtbot)


def needle(text: str, *, is_expression: bool = False) -> Needle:
    made = needle_of(text, is_expression=is_expression)
    assert made is not None
    return made


def test_lines_come_in_in_their_order(pans: Pans) -> None:
    done: list[int] = []

    pans.sieve.take(many(5_000))
    pans.sieve.take(lambda: done.append(len(pans.lines)))
    pans.sieve.take(LINES)
    pans.settle()

    assert len(pans.lines) == 5_007
    assert pans.shown == list(range(5_007))
    assert done == [5_000]


def test_levels_and_filter_hold_for_old_and_new_lines(pans: Pans) -> None:
    pans.sieve.take(LINES)
    pans.sieve.show_levels([True, True, False, True])
    pans.sieve.filter_by(needle("re"))
    pans.settle()
    assert pans.shown == [2, 4, 6]

    pans.sieve.take([line(7, "reached"), line(8, "no"), line(9, "are", level="warn")])
    pans.settle()
    assert pans.shown == [2, 4, 6, 7]

    pans.sieve.show_levels([True] * 4)
    pans.settle()
    assert pans.shown == [2, 3, 4, 6, 7, 9]


def test_a_search_finds_rows_round_the_ends(pans: Pans) -> None:
    pans.sieve.take(many(3_000))
    pans.sieve.search_for(needle(r"village 49\d$", is_expression=True))
    pans.settle()

    assert pans.sieve.found == 60
    assert pans.sieve.next_found(-1, 1) == 490
    assert pans.sieve.next_found(490, 1) == 491
    assert pans.sieve.next_found(490, -1) == 2_999
    assert pans.sieve.next_found(2_999, 1) == 490
    assert pans.sieve.place_of(491) == 1
    assert pans.sieve.place_of(3) is None


def test_a_search_that_is_not_there_yet_tells_later(pans: Pans, qtbot: QtBot) -> None:
    pans.sieve.take(many(200_000))
    pans.settle()
    pans.sieve.search_for(needle("case 199999 "))

    assert pans.sieve.next_found(0, 1) is None
    with qtbot.waitSignal(pans.sieve.found_row, timeout=20_000) as told:
        pass

    assert told.args == [199_999]


def test_a_search_goes_on_in_lines_that_come_later(pans: Pans) -> None:
    pans.sieve.search_for(needle("case 7 "))
    pans.sieve.take(many(10))
    pans.settle()
    pans.sieve.take(many(10))
    pans.settle()

    assert pans.sieve.found == 2


def test_an_expression_without_end_is_given_up_and_all_is_shown(pans: Pans, qtbot: QtBot) -> None:
    pans.sieve.take([line(0, "a" * 50_000 + "b"), line(1, "c")])
    pans.settle()

    with qtbot.waitSignal(pans.sieve.failed) as told:
        pans.sieve.filter_by(needle("(a|aa)+$", is_expression=True))
    pans.settle()

    assert told.args == ["This expression takes too long. Write it more plainly."]
    assert pans.shown == [0, 1]


@pytest.mark.parametrize(
    "work",
    [
        lambda sieve: sieve.filter_by(needle("village 7")),
        lambda sieve: sieve.filter_by(needle(r"village \d+7$", is_expression=True)),
        lambda sieve: sieve.search_for(needle(r"case \d+ .*7$", is_expression=True)),
        lambda sieve: sieve.show_levels([False, True, False, False]),
    ],
)
def test_no_slice_of_work_holds_the_window_up(
    pans: Pans, qtbot: QtBot, work: Callable[[Sieve], None]
) -> None:
    pans.sieve.take(many(100_000))
    pans.settle()
    begin = thread_time()
    work(pans.sieve)
    stalls = [thread_time() - begin]
    last = [thread_time()]

    def beat() -> None:
        stalls.append(thread_time() - last[0])
        last[0] = thread_time()

    pans.sieve.moved.connect(beat)
    pans.settle()

    # In time of the processor: what other programs take of it is not ours.
    assert max(stalls) < 0.05


def test_forgetting_drops_what_is_on_its_way(pans: Pans) -> None:
    pans.sieve.take(many(50_000))
    pans.sieve.clear()
    pans.sieve.take(LINES)
    pans.settle()

    assert len(pans.lines) == 7
