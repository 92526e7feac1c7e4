"""Which panel stands where at first, and how the user's own arrangement is kept."""

from dataclasses import dataclass

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QMainWindow, QTabWidget

from openfn_studio.ui.shell.dock import Dock
from openfn_studio.ui.shell.place import Place
from openfn_studio.ui.theme.look import Look

LAYOUT_VERSION = 1
"""Raised when docks are added or renamed: an older layout is then not restored."""
WIDE = 1400
"""From this width on, at 100 %, log and HTTP stand side by side."""
LOW = 800
"""Up to this height the bottom panel is lower."""

_LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea
_SIDEBAR_WIDTHS = (216, 248)
_INSPECTOR_WIDTHS = (300, 364)
_PANEL_HEIGHTS = (168, 226)


@dataclass(frozen=True, slots=True)
class DockedPanels:
    """Where the panels come that stand in docks."""

    sidebar: Place
    state: Place
    tree: Place
    docs: Place
    log: Place
    http: Place
    problems: Place


class Docks:
    """The docks of a window.

    Args:
        look: The look.
        window: The window they belong to.
        panels: What they hold.
    """

    def __init__(self, look: Look, window: QMainWindow, panels: DockedPanels) -> None:
        self._look = look
        self._window = window
        self._scale = look.scale
        look.changed.connect(self._follow_scale)
        self.sidebar = Dock(look, "sidebar", "Jobs", panels.sidebar, has_title=False)
        self.state = Dock(look, "state", "State", panels.state)
        self.tree = Dock(look, "tree", "Operations", panels.tree)
        self.docs = Dock(look, "docs", "Docs", panels.docs)
        self.log = Dock(look, "log", "Log", panels.log)
        self.http = Dock(look, "http", "HTTP", panels.http)
        self.problems = Dock(look, "problems", "Problems", panels.problems)
        window.setDockNestingEnabled(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setCorner(Qt.Corner.BottomRightCorner, _BOTTOM)
        window.setCorner(Qt.Corner.BottomLeftCorner, _LEFT)
        self.arrange()

    @property
    def inspector(self) -> tuple[Dock, ...]:
        """The docks at the right."""
        return (self.state, self.tree, self.docs)

    @property
    def panel(self) -> tuple[Dock, ...]:
        """The docks at the bottom."""
        return (self.log, self.http, self.problems)

    @property
    def all(self) -> tuple[Dock, ...]:
        """Every dock."""
        return (self.sidebar, *self.inspector, *self.panel)

    def arrange(self) -> None:
        """Put every dock where it is at first, for the window's present size."""
        window = self._window
        px = self._look.px
        is_wide, is_low = window.width() >= px(WIDE), window.height() <= px(LOW)
        for dock in self.all:
            dock.is_settled = False
            # The first time there is nothing to take back.
            if dock.isFloating():
                dock.setFloating(False)
            if dock.parent() is window:
                window.removeDockWidget(dock)
        window.addDockWidget(_LEFT, self.sidebar)
        for dock in self.inspector:
            window.addDockWidget(_RIGHT, dock)
        window.tabifyDockWidget(self.state, self.tree)
        window.tabifyDockWidget(self.tree, self.docs)
        window.addDockWidget(_BOTTOM, self.log)
        if is_wide:
            # Before the log has tabs: what is split off a tab becomes one.
            window.splitDockWidget(self.log, self.http, Qt.Orientation.Horizontal)
        else:
            window.tabifyDockWidget(self.log, self.http)
        window.tabifyDockWidget(self.log if is_wide else self.http, self.problems)
        for dock in self.all:
            dock.show()
        self.state.raise_()
        self.log.raise_()
        self._resize(is_wide, is_low)
        self.follow_tabs()

    def follow_tabs(self) -> None:
        """See to the titles after docks were put together or apart."""
        for dock in self.all:
            dock.is_settled = True
            dock.follow_tabs()

    def save(self) -> bytes:
        """Return the arrangement."""
        return bytes(self._window.saveState(LAYOUT_VERSION).data())

    def restore(self, arrangement: bytes) -> bool:
        """Take an arrangement that was saved; False when it is none of this version."""
        if not arrangement:
            return False
        is_restored = self._window.restoreState(QByteArray(arrangement), LAYOUT_VERSION)
        self.follow_tabs()
        return is_restored

    def show_all(self, is_shown: bool) -> None:
        """Show or hide all of them: there is nothing to dock without a project."""
        for dock in self.all:
            dock.setVisible(is_shown)

    def _follow_scale(self) -> None:
        """Give docks as much more room as their words take."""
        ratio = self._look.scale / self._scale
        if ratio == 1:
            return
        self._scale = self._look.scale
        beside, below = [self.sidebar, self.state], [self.log]
        widths = [round(dock.width() * ratio) for dock in beside]
        heights = [round(dock.height() * ratio) for dock in below]
        self._window.resizeDocks(beside, widths, Qt.Orientation.Horizontal)
        self._window.resizeDocks(below, heights, Qt.Orientation.Vertical)

    def _resize(self, is_wide: bool, is_low: bool) -> None:
        px, window = self._look.px, self._window
        widths = [px(_SIDEBAR_WIDTHS[is_wide]), px(_INSPECTOR_WIDTHS[is_wide])]
        window.resizeDocks([self.sidebar, self.state], widths, Qt.Orientation.Horizontal)
        height = px(_PANEL_HEIGHTS[not is_low])
        window.resizeDocks([self.log], [height], Qt.Orientation.Vertical)
        if is_wide:
            room = window.width() - widths[0]
            shares = [round(room * 0.54), round(room * 0.46)]
            window.resizeDocks([self.log, self.http], shares, Qt.Orientation.Horizontal)
