"""The foot of the tree: where the caret is, what is wrong there and what mends it, the edits."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from openfn_studio.language.problem import Fix, Problem
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.optree.trail import Trail
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, column, row
from openfn_studio.ui.widgets.tool_button import ToolButton

_TONES = {"error": "err", "warning": "warn", "hint": "muted"}
_MOST_FIXES = 3


class Foot(QFrame):
    """What is said of the chosen line, and what can be done with it.

    Args:
        look: The look.
        actions: The window's actions.
        verbs: The ids of those for the chosen line, in the order of their buttons.

    Signals:
        fix_chosen: A ``Fix`` to carry out.
    """

    fix_chosen = Signal(object)

    def __init__(self, look: Look, actions: Actions, verbs: Sequence[str]) -> None:
        super().__init__()
        self._look = look
        self.trail = Trail(look)
        self.message = Label(look, "", SMALL, tone="muted", wrap=True)
        self._fixes = row(gap=look.px(12))
        buttons = [ToolButton.of_action(look, actions.qaction(verb)) for verb in verbs]
        inner = column(
            self.trail,
            self.message,
            self._fixes,
            margins=(look.px(12), look.px(6), look.px(12), look.px(4)),
            gap=look.px(4),
        )
        margins = (look.px(8), look.px(2), look.px(8), look.px(4))
        self.tools = bar(row(*buttons, None, margins=margins, gap=look.px(2)), kind="surface")
        """The buttons of the edits."""
        self.setLayout(column(bar(inner, kind="surface", edge="top"), self.tools))
        self.show_problem(None)

    def show_problem(self, problem: Problem | None) -> None:
        """Say what is wrong with the chosen line, and offer what mends it."""
        if problem is None:
            self._say("", "muted", ())
        else:
            self._say(problem.message, _TONES[problem.severity], problem.fixes[:_MOST_FIXES])

    def show_refusal(self, reason: str) -> None:
        """Say why something was not done."""
        self._say(reason, "err", ())

    def _say(self, text: str, tone: str, fixes: Sequence[Fix]) -> None:
        self.message.setText(text)
        self.message.set_tone(tone)
        self.message.setVisible(bool(text))
        while item := self._fixes.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for fix in fixes:
            button = Button(self._look, fix.title, link=True)
            button.setToolTip(fix.title)
            button.clicked.connect(lambda _=False, fix=fix: self.fix_chosen.emit(fix))
            self._fixes.addWidget(button)
        self._fixes.addStretch(1)
