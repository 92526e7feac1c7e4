from pytestqt.qtbot import QtBot

from openfn_studio.ui.log.excerpt import Copying, pieces
from openfn_studio.ui.log.lines import LineStore
from openfn_studio.ui.log.wording import Wording
from tests.ui.log.conftest import many, run


def wording_of(count: int) -> Wording:
    lines = LineStore()
    lines.extend(many(count))
    wording = Wording(lines)
    wording.learn(run())
    return wording


def test_a_text_is_that_of_the_moment_it_was_asked_for() -> None:
    wording = wording_of(1_200)
    text = pieces(wording.lines, wording)

    wording.lines.extend(many(5))
    first = next(text)
    wording.lines.clear()

    assert first.count("\n") == 500
    assert "".join(text).count("\n") == 700


def test_a_newer_wish_takes_the_place_of_an_older(qtbot: QtBot, qapp: object) -> None:
    wording = wording_of(30_000)
    copying = Copying(qapp)  # pyright: ignore[reportArgumentType]
    made: list[str] = []

    copying.start(wording, range(30_000), made.append)
    assert made == []
    copying.start(wording, range(2), made.append)
    copying.start(wording, range(20_000), made.append)
    qtbot.waitUntil(lambda: len(made) == 2)

    assert [text.count("\n") for text in made] == [1, 19_999]
