"""Docks with a title bar of our own, which steps aside when Qt shows them as tabs."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDockWidget, QFrame, QMainWindow, QWidget
from shiboken6 import isValid

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import row
from openfn_studio.ui.widgets.tab_order import enter, move_focus
from openfn_studio.ui.widgets.tool_button import ToolButton

_Feature = QDockWidget.DockWidgetFeature


class TitleBar(QFrame):
    """The title of a dock, its tools, and a way to float or hide it."""

    def __init__(self, look: Look, dock: QDockWidget, tools: tuple[QWidget, ...]) -> None:
        super().__init__()
        self._look = look
        self.setProperty("bar", "chrome")
        self.title = Label(look, dock.windowTitle(), SMALL, 600)
        floating = ToolButton(look, "maximize", f"Float or dock {dock.windowTitle()}", size=12)
        floating.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        close = ToolButton(look, "x", f"Hide {dock.windowTitle()}", size=12)
        close.clicked.connect(dock.close)
        margins = (look.px(14), 0, look.px(6), 0)
        self.setLayout(row(self.title, None, *tools, floating, close, margins=margins, gap=2))
        self._rescale()
        look.changed.connect(self._rescale)

    def sizeHint(self) -> QSize:
        """Return the height it has: Qt puts the panel below that, whatever is fixed."""
        return QSize(super().sizeHint().width(), self._look.px(36))

    def _rescale(self) -> None:
        self.setFixedHeight(self._look.px(36))


class Dock(QDockWidget):
    """A panel that can be moved, floated, tabbed and hidden.

    Args:
        look: The look.
        name: For saving the layout; never renamed.
        title: What people read.
        panel: What it holds.
        tools: Buttons in its title bar.
        has_title: False for a panel whose own head says what it is.

    Signals:
        shown: The panel can be seen from now on, or no longer.
    """

    shown = Signal(object)

    def __init__(
        self,
        look: Look,
        name: str,
        title: str,
        panel: QWidget,
        *,
        tools: tuple[QWidget, ...] = (),
        has_title: bool = True,
    ) -> None:
        super().__init__(title)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setWidget(panel)
        self.setFeatures(
            _Feature.DockWidgetMovable | _Feature.DockWidgetFloatable | _Feature.DockWidgetClosable
        )
        self._bar = TitleBar(look, self, tools)
        self._nothing = QWidget()
        self._has_title = has_title
        self.is_settled = True
        """False while docks are being put in their places: titles are seen to afterwards."""
        self.topLevelChanged.connect(self.follow_tabs)
        self.dockLocationChanged.connect(self.follow_tabs)
        self.visibilityChanged.connect(self._on_visibility)

    def follow_tabs(self) -> None:
        """Hide our title while the tabs of the window say it already."""
        if not self.is_settled:
            return
        window = self.parent()
        is_tabbed = isinstance(window, QMainWindow) and bool(window.tabifiedDockWidgets(self))
        is_bare = not self.isFloating() and (is_tabbed or not self._has_title)
        wanted = self._nothing if is_bare else self._bar
        if self.titleBarWidget() is not wanted:
            self.setTitleBarWidget(wanted)
            wanted.setVisible(True)

    def say_title(self, title: str) -> None:
        """Take another title."""
        self.setWindowTitle(title)
        self._bar.title.setText(title)

    def reveal(self) -> None:
        """Show it, in front of the docks it shares its place with."""
        self.show()
        self.raise_()
        panel = self.widget()
        if panel is not None:
            enter(panel)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go to the next control as it is read: inside, when it is a window of its own."""
        return move_focus(self if self.isFloating() else self.window(), forward=next)

    def _on_visibility(self, is_visible: bool) -> None:
        if not isValid(self._bar):
            # The window is being taken down, its title first.
            return
        self.follow_tabs()
        self.shown.emit(is_visible)
