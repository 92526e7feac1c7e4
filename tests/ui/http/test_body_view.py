"""Bodies: in the theme's colours, and a giant never holds the window up."""

import json
from itertools import pairwise
from time import thread_time

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextBlock
from pytestqt.qtbot import QtBot

from openfn_studio.ui.http.body_colours import colours_of
from openfn_studio.ui.http.body_view import BodyView
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.running.exchanges import BodyKind


def colours_in(block: QTextBlock) -> dict[str, str]:
    """What stands in a line, and in which colour."""
    text = block.text()
    return {
        text[one.start : one.start + one.length]: one.format.foreground().color().name()
        for one in block.layout().formats()
    }


@pytest.fixture
def view(qtbot: QtBot, look: Look) -> BodyView:
    made = BodyView(look, "Response body")
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    return made


@pytest.mark.parametrize(
    ("line", "kind", "expected"),
    [
        ('  "id": "a", 12, true', "json", {"property", "string", "number", "keyword"}),
        ('<a b="c">t</a><!-- d -->', "xml", {"property", "string", "comment"}),
        ("name = Sampley", "form", {"property", "string"}),
        ("just text", "text", set()),
        ('"' + "x" * 5_000 + '"', "json", set()),
    ],
)
def test_each_kind_has_its_colours(line: str, kind: BodyKind, expected: set[str]) -> None:
    assert {role for _, _, role in colours_of(line, kind)} == expected


def test_a_body_takes_the_themes_colours(qtbot: QtBot, look: Look, view: BodyView) -> None:
    view.show_text('{\n  "id": 12\n}', "json")
    block = view.document().findBlockByNumber(1)
    qtbot.waitUntil(lambda: bool(block.layout().formats()))
    assert colours_in(block) == {'"id"': look.hex("property"), "12": look.hex("number")}

    look.use("dark")
    qtbot.waitUntil(lambda: colours_in(block)["12"] == look.hex("number"))


def test_a_giant_comes_in_slices_and_is_coloured_where_it_is_seen(
    qtbot: QtBot, view: BodyView
) -> None:
    rows = [{"id": n, "name": "x" * 20} for n in range(17_000)]
    text = json.dumps(rows, indent=2)
    assert len(text) > 1_000_000
    turns: list[float] = [thread_time()]
    beat = QTimer(view, interval=0)
    beat.timeout.connect(lambda: turns.append(thread_time()))
    beat.start()

    view.show_text(text, "json")
    qtbot.waitUntil(lambda: not view.is_filling, timeout=20_000)
    beat.stop()

    assert view.toPlainText() == text
    # In time of the processor: what other programs take of it is not ours.
    assert max(b - a for a, b in pairwise(turns)) < 0.05
    last = view.document().lastBlock().previous().previous()
    assert not last.layout().formats()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: bool(last.layout().formats()))


def test_another_body_takes_the_place_of_a_giant(qtbot: QtBot, view: BodyView) -> None:
    view.show_text("line\n" * 100_000, "text")
    view.show_text("{}", "json")

    assert not view.is_filling
    assert view.toPlainText() == "{}"
