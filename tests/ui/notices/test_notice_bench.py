from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from openfn_studio.errors import EnvironmentProblem, Place
from openfn_studio.workbench.notices import KEPT, Notice, NoticeBench, NoticeButton


class SetClock:
    """A clock that goes one minute at each look."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        self.time += timedelta(minutes=1)
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()


@pytest.fixture
def notices(qapp: object) -> NoticeBench:
    return NoticeBench(SetClock())


def whats(told: tuple[Notice, ...]) -> list[str]:
    return [notice.what for notice in told]


def test_the_newest_notice_stands_first(notices: NoticeBench):
    notices.tell("ok", "One.")
    notices.tell("warn", "Two.", "It means.", "Do this.")

    assert whats(notices.standing) == ["Two.", "One."]
    assert notices.standing[0].text == "Two. It means. Do this."


def test_a_problem_is_told_in_its_own_words_with_its_place(notices: NoticeBench):
    problem = EnvironmentProblem("Full.", means="Bad.", remedy="Tidy.", place=Place(Path("a"), 3))

    notices.tell_problem(problem)

    notice = notices.history[0]
    assert (notice.tone, notice.what, notice.means, notice.remedy) == (
        "err",
        "a:3: Full.",
        "Bad.",
        "Tidy.",
    )


def test_one_thing_told_twice_is_one_notice_that_counts(notices: NoticeBench):
    heard: list[Notice] = []
    notices.added.connect(heard.append)
    first = notices.tell("err", "No disk.")
    notices.tell("ok", "Other.")

    again = notices.tell("err", "No disk.")

    assert again == first
    assert whats(notices.standing) == ["No disk.", "Other."]
    assert notices.standing[0].times == 2
    assert [notice.times for notice in heard] == [1, 1, 2]
    assert heard[2].at > heard[0].at


def test_what_was_dismissed_stays_in_the_history_and_is_told_anew(notices: NoticeBench):
    gone: list[Notice] = []
    notices.dismissed.connect(gone.append)
    first = notices.tell("err", "No disk.")
    notices.dismiss(first)
    notices.dismiss(first)

    second = notices.tell("err", "No disk.")

    assert whats(tuple(gone)) == ["No disk."]
    assert second != first
    assert [notice.is_standing for notice in notices.history] == [True, False]


def test_the_badge_counts_what_was_neither_seen_nor_dismissed(notices: NoticeBench):
    counts: list[int] = []
    notices.seen_changed.connect(counts.append)
    first = notices.tell("ok", "One.")
    notices.tell("ok", "Two.")
    notices.tell("ok", "Three.")

    notices.dismiss(first)
    notices.mark_seen()

    assert counts == [1, 2, 3, 2, 0]
    assert len(notices.standing) == 2


def test_the_history_is_cleared_and_bounded(notices: NoticeBench):
    for number in range(KEPT + 5):
        notices.tell("info", f"{number}.")
    assert len(notices.history) == KEPT

    notices.clear()

    assert (notices.history, notices.unseen) == ((), 0)


def test_buttons_do_what_they_say(notices: NoticeBench):
    pressed: list[str] = []
    notices.tell("ok", "Done.", buttons=(NoticeButton("Open", lambda: pressed.append("open")),))

    notices.history[0].buttons[0].press()

    assert pressed == ["open"]
