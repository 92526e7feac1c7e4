"""The head of the inspector: which moment, in which way, and the tools."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QMenu, QToolButton

from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.inspector.operation_line import OperationLine
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.layouts import column, row
from openfn_studio.ui.widgets.segmented import Segmented
from openfn_studio.ui.widgets.tool_button import ToolButton

BEFORE, AFTER, DIFF, CHANGED = range(4)
"""The ways to look at a moment, in the order of the segments."""


class Head(QFrame):
    """The operation line, the segments, and search, mask and menu.

    Signals:
        way_chosen: BEFORE, AFTER, DIFF or CHANGED.
        menu_wanted: The menu is about to be shown: fill it.
        left: What is shown instead of the run is to be left.
        edit_wanted: The state of the waiting run is to be edited.
    """

    way_chosen = Signal(object)
    menu_wanted = Signal()
    left = Signal()
    edit_wanted = Signal()

    def __init__(self, look: Look, actions: Actions) -> None:
        super().__init__()
        self._look = look
        self.setProperty("bar", "surface")
        self.setProperty("edge", "bottom")
        self.line = OperationLine(look)
        self._leave = ToolButton(look, "x", "Leave the comparison", shortcut="Esc", size=14)
        self._leave.clicked.connect(self.left)
        self._leave.hide()
        self._edit = Button(look, "Edit state", link=True)
        self._edit.clicked.connect(self.edit_wanted)
        self._edit.hide()
        self._wanted = DIFF
        self._ways = Segmented(look, ("Before", "After", "Diff", "Paths"), DIFF)
        self._ways.chosen.connect(self._on_chosen)
        search = ToolButton.of_action(look, actions.qaction("state:search"), 14)
        mask = ToolButton.of_action(look, actions.qaction("state:mask"), 14)
        more = ToolButton(look, "ellipsis", "More", size=14)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self.menu_wanted)
        more.setMenu(self.menu)
        first = row(self.line, self._edit, self._leave, gap=0)
        first.setContentsMargins(0, 0, look.px(8), 0)
        first.setStretch(0, 1)
        margins = (look.px(14), 0, look.px(8), look.px(8))
        second = row(self._ways, look.px(4), search, mask, more, margins=margins, gap=1)
        second.setStretch(0, 1)
        self.setLayout(column(first, second))

    @property
    def way(self) -> int:
        """The way the user wants to look."""
        return self._wanted

    def choose(self, way: int) -> None:
        """Look in another way."""
        self._ways.choose(way)

    def offer_ways(self, only: int | None = None) -> None:
        """Offer the ways; or say that there is but one, which is no choice of the user's."""
        self._ways.setEnabled(only is None)
        self._ways.setToolTip("" if only is None else "There is one state here.")
        was_blocked = self._ways.blockSignals(True)
        self._ways.choose(self._wanted if only is None else only)
        self._ways.blockSignals(was_blocked)

    @property
    def offers_edit(self) -> bool:
        """Whether the state can be edited."""
        return self._edit.isVisible()

    def offer_edit(self, *, is_offered: bool) -> None:
        """Offer to edit the state."""
        self._edit.setVisible(is_offered)

    def show_leave(self, words: str) -> None:
        """Offer a way out of something; none for empty words."""
        self._leave.setVisible(bool(words))
        self._leave.setToolTip(f"{words}  Esc")
        self._leave.setAccessibleName(words)

    def _on_chosen(self, way: int) -> None:
        self._wanted = way
        self.way_chosen.emit(way)
