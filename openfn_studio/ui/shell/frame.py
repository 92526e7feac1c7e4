"""The window's frame: shown at once, before the rest of the program is loaded."""

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.shell.activity_bar import ActivityBar
from openfn_studio.ui.shell.mark import window_icon
from openfn_studio.ui.shell.menus import menu_bar
from openfn_studio.ui.shell.status_bar import StatusBar
from openfn_studio.ui.shell.top_bar import TopBar
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.tab_order import move_focus
from openfn_studio.version import __version__

PROGRAM = "OpenFn Studio"
SMALLEST = (1024, 640)
FIRST_SIZE = (1440, 900)
_MARGIN = 64
"""Pixels that must be left around the first size, for what the system draws around a window."""


class Frame(QMainWindow):
    """The bars around the work. What stands between them comes later.

    Signals:
        closing: The user closes the window; it is still there.
        activated: The user came back to the window.
        painted: The window was seen for the first time.
    """

    closing = Signal()
    activated = Signal()
    painted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._is_painted = False
        self.setObjectName("window")
        self.setWindowTitle(PROGRAM)
        self.setWindowIcon(window_icon(look))
        self.setMinimumSize(*SMALLEST)
        self.resize(*FIRST_SIZE)
        self.actions_of_window = Actions(look, self)
        self.top_bar = TopBar(look, self.actions_of_window, menu_bar(look, self.actions_of_window))
        self.activity_bar = ActivityBar(look, self.actions_of_window)
        self.status_bar = StatusBar(look, f"{PROGRAM} {__version__}")
        self.setMenuWidget(self.top_bar)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.activity_bar)
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, self.status_bar)
        self.setCentralWidget(QWidget())
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def open_at(self, geometry: bytes) -> None:
        """Show the window where it was; the first time in the middle, or over a small screen."""
        if self.restoreGeometry(QByteArray(geometry)):
            self.show()
            return
        room = self.screen().availableGeometry().size()
        is_small = room.width() < FIRST_SIZE[0] + _MARGIN or room.height() < FIRST_SIZE[1] + _MARGIN
        self.showMaximized() if is_small else self.show()

    def say_title(self, *parts: str) -> None:
        """Name what is open, the most exact first; the title ends in the program's name."""
        self.setWindowTitle(" · ".join([*(part for part in parts if part), PROGRAM]))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell, after the first time, that it was painted."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            # Not before what is painted now is on the screen.
            QTimer.singleShot(0, self.painted.emit)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go to the next control as it is read."""
        return move_focus(self, forward=next)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell it: nothing asks, as nothing is lost."""
        self.closing.emit()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Tell when the user comes back: files may have changed meanwhile."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()
