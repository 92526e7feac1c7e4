"""A pick of the run bar, which gives way when the window is narrow."""

from enum import IntEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QMenu

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.pick import Pick


class Fullness(IntEnum):
    """How much of itself a pick shows."""

    HIDDEN = -1
    ICON = 0
    SHORT = 1
    FULL = 2


_WIDTHS = {Fullness.FULL: 190, Fullness.SHORT: 96}
_ROOM_FOR_CHEVRON = "\u2003\u2009"
_ICON_ALONE = "\u2003"


class RunPick(Pick):
    """Shows a choice in full, shortened, or as its icon only; the tooltip always says all.

    Args:
        look: The look.
        what: What is chosen here, e.g. ``Input``; for the tooltip and screen readers.
        icon: A Lucide name.

    Signals:
        menu_needed: The ``QMenu`` that is about to be shown, empty, to be filled.
    """

    menu_needed = Signal(object)

    def __init__(self, look: Look, what: str, icon: str) -> None:
        super().__init__(look, "", icon)
        self._what = what
        self._icon_name = (icon, "icon")
        self._full = ""
        self._short = ""
        self._note = ""
        self._fullness = Fullness.FULL
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        look.changed.connect(self._show)

    @property
    def full_text(self) -> str:
        """What is chosen, in full."""
        return self._full

    def show_choice(
        self, full: str, short: str = "", note: str = "", icon: str = "", role: str = "icon"
    ) -> None:
        """Show another choice.

        Args:
            full: What is chosen.
            short: The same in fewer letters.
            note: What it means, for the tooltip.
            icon: A Lucide name; the same as before when empty.
            role: The icon's colour.
        """
        self._full, self._short, self._note = full, short or full, note
        wanted = (icon or self._icon_name[0], role)
        if wanted != self._icon_name:
            self._icon_name = wanted
            self.show_icon(*wanted)
        self.setToolTip(f"{self._what}: {full}\n{note}".strip())
        self.setAccessibleName(f"{self._what}: {full}")
        self.setAccessibleDescription(note)
        self._show()

    def set_fullness(self, fullness: Fullness) -> None:
        """Show more or less of itself."""
        if fullness != self._fullness:
            self._fullness = fullness
            self._show()

    def open_menu(self) -> None:
        """Show the menu, as a click does."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.showMenu()

    def _show(self) -> None:
        self.setVisible(self._fullness is not Fullness.HIDDEN)
        if self._fullness <= Fullness.ICON:
            self.setText(_ICON_ALONE)
            return
        text = self._full if self._fullness is Fullness.FULL else self._short
        metrics = QFontMetrics(self._look.font(SMALL))
        room = self._look.px(_WIDTHS[self._fullness])
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
        self.setText("\u2002" + shown.replace("&", "&&") + _ROOM_FOR_CHEVRON)

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        self.menu_needed.emit(menu)
