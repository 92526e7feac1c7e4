"""The words of a notice, and what it can do, as widgets."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import row
from openfn_studio.workbench.notices import Notice, Tone

ICONS: dict[Tone, str] = {
    "ok": "circle-check",
    "info": "info",
    "warn": "triangle-alert",
    "err": "circle-x",
}
SPOKEN: dict[Tone, str] = {"ok": "Done", "info": "Note", "warn": "Warning", "err": "Error"}
"""What screen readers say where eyes see the icon."""


def headline(look: Look) -> Label:
    """Return the label of what happened."""
    return _selectable(Label(look, "", SMALL, 600, wrap=True))


def explanation(look: Look) -> Label:
    """Return the label of what it means and what can be done."""
    return _selectable(Label(look, "", SMALL, tone="muted", wrap=True))


def explained(notice: Notice) -> str:
    """Return what a notice means and what can be done, as one text."""
    return " ".join(filter(None, (notice.means, notice.remedy)))


def spoken(notice: Notice) -> str:
    """Return a notice as a screen reader says it."""
    return f"{SPOKEN[notice.tone]}: {notice.text}"


def buttons_of(look: Look, notice: Notice, then: Callable[[], None]) -> QHBoxLayout:
    """Return a notice's buttons; ``then`` follows what a button does."""
    layout = row(gap=8)
    for each in notice.buttons:
        button = Button(look, each.text)

        def press(_: bool = False, do: Callable[[], None] = each.press) -> None:
            do()
            then()

        button.clicked.connect(press)
        layout.addWidget(button)
    layout.addStretch(1)
    return layout


def _selectable(label: Label) -> Label:
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
