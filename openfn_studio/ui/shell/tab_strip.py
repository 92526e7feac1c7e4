"""The tabs above the work: open files and pages, with what is unsaved and a way to close each."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QTabBar

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.tool_button import ToolButton

_CLOSE = "x"
_UNSAVED = "circle!"


@dataclass(frozen=True, slots=True)
class Tab:
    """What a tab says."""

    key: str
    """Tells it from all others."""
    title: str
    tip: str
    icon: str
    is_unsaved: bool = False


class TabStrip(QTabBar):
    """A bar of tabs that can be moved and closed.

    Signals:
        chosen: The key of the tab the user went to.
        close_requested: The keys of tabs the user wants closed, as a tuple.
    """

    chosen = Signal(object)
    close_requested = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._tabs: dict[str, Tab] = {}
        self.setAccessibleName("Open files")
        self.setProperty("files", "true")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setMovable(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setUsesScrollButtons(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.currentChanged.connect(self._on_current)
        self.customContextMenuRequested.connect(self._on_menu)
        self._rescale()
        look.changed.connect(self._rescale)

    @property
    def keys(self) -> tuple[str, ...]:
        """The tabs' keys, from left to right."""
        return tuple(self.tabData(at) for at in range(self.count()))

    @property
    def current_key(self) -> str | None:
        """The key of the tab in front; None without tabs."""
        return self.tabData(self.currentIndex()) if self.count() else None

    def show_tab(self, tab: Tab) -> None:
        """Add a tab, or show one's new words; it does not come to the front by that."""
        at = self._index(tab.key)
        self._tabs[tab.key] = tab
        if at < 0:
            was_blocked = self.blockSignals(True)
            at = self.addTab(tab.title)
            self.setTabData(at, tab.key)
            self.setTabButton(at, QTabBar.ButtonPosition.RightSide, self._close_button(tab.key))
            self.blockSignals(was_blocked)
        self.setTabText(at, tab.title)
        self.setTabToolTip(at, tab.tip)
        self._paint_tab(at)

    def remove(self, key: str) -> None:
        """Take a tab away; the one beside it comes to the front."""
        at = self._index(key)
        if at >= 0:
            self._tabs.pop(key, None)
            self.removeTab(at)

    def go_to(self, key: str) -> None:
        """Bring a tab to the front."""
        at = self._index(key)
        if at >= 0:
            self.setCurrentIndex(at)
            self._on_current(at)

    def go_by(self, steps: int) -> None:
        """Go so many tabs to the right, around the end."""
        if self.count():
            self.setCurrentIndex((self.currentIndex() + steps) % self.count())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Close a tab by the middle button."""
        at = self.tabAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.MiddleButton and at >= 0:
            self.close_requested.emit((self.tabData(at),))
            return
        super().mouseReleaseEvent(event)

    def _index(self, key: str) -> int:
        return next((at for at in range(self.count()) if self.tabData(at) == key), -1)

    def _close_button(self, key: str) -> ToolButton:
        button = ToolButton(self._look, _CLOSE, "Close", shortcut="Ctrl+W", size=12)
        button.clicked.connect(lambda: self.close_requested.emit((key,)))
        return button

    def _paint_tab(self, at: int) -> None:
        tab = self._tabs[self.tabData(at)]
        role = "accent" if at == self.currentIndex() else "text_faint"
        self.setTabIcon(at, self._look.icon(tab.icon, role))
        button = self.tabButton(at, QTabBar.ButtonPosition.RightSide)
        if isinstance(button, ToolButton):
            side = self._look.px(20)
            button.setFixedSize(side, side)
            size = self._look.px(8 if tab.is_unsaved else 12)
            button.show_icon(_UNSAVED if tab.is_unsaved else _CLOSE, "icon")
            button.setIconSize(QSize(size, size))
            words = f"Close {tab.title}"
            button.setToolTip(f"{words}, which is not saved" if tab.is_unsaved else words)
            button.setAccessibleName(button.toolTip())

    def _on_current(self, at: int) -> None:
        for each in range(self.count()):
            self._paint_tab(each)
        if at >= 0:
            self.chosen.emit(self.tabData(at))

    def _on_menu(self, place: QPoint) -> None:
        at = self.tabAt(place)
        if at < 0:
            return
        key = self.tabData(at)
        others = tuple(other for other in self.keys if other != key)
        menu = QMenu(self)
        menu.setFont(self._look.font(SMALL))
        menu.addAction("Close", lambda: self.close_requested.emit((key,)))
        close_others = menu.addAction("Close others", lambda: self.close_requested.emit(others))
        close_others.setEnabled(bool(others))
        menu.addAction("Close all", lambda: self.close_requested.emit(self.keys))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(place))

    def _rescale(self) -> None:
        self.setFont(self._look.font(SMALL, 500))
        side = self._look.px(14)
        self.setIconSize(QSize(side, side))
        for at in range(self.count()):
            self._paint_tab(at)
