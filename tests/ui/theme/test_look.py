"""The look changes live, and follows the system when asked to."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from openfn_studio.errors import EnvironmentProblem
from openfn_studio.paths import resources
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.theme import load_theme
from openfn_studio.ui.widgets.label import Label


def test_another_theme_is_told_and_takes_effect(qtbot: QtBot, look: Look) -> None:
    with qtbot.waitSignal(look.changed):
        look.use("dark")

    assert look.is_dark
    assert look.colour("surface").name() == look.hex("surface")
    assert QApplication.palette().base().color().name() == look.hex("surface")


def test_scale_makes_fonts_and_labels_larger(qtbot: QtBot, look: Look) -> None:
    label = Label(look, "Jobs")
    qtbot.addWidget(label)
    before = label.font().pixelSize()

    look.use(scale_percent=200)

    assert label.font().pixelSize() == 2 * before
    look.use(scale_percent=100)


def test_the_shipped_fonts_are_used(look: Look, fonts: int) -> None:
    assert fonts == 7
    assert look.font().families()[0] == "Inter"
    assert look.font(mono=True).families()[0] == "JetBrains Mono NL"


def test_a_missing_theme_says_what_to_do() -> None:
    with pytest.raises(EnvironmentProblem, match=r"no-such-theme.*Install the program again"):
        load_theme(resources() / "themes", "no-such-theme")
