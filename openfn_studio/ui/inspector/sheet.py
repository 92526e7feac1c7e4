"""A page of the inspector that shows one value in another way, with a way back to the tree."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from openfn_studio.ui.inspector.elided import ElidedPath
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.layouts import bar, column, row
from openfn_studio.ui.widgets.tool_button import ToolButton


class Sheet(QWidget):
    """A head with a path, a way back and tools; below it the view.

    Signals:
        back_pressed: Back to the tree.
    """

    back_pressed = Signal()

    def __init__(self, look: Look, view: QWidget, *below: QWidget) -> None:
        super().__init__()
        self._back = ToolButton(look, "arrow-left", "Back to the tree", shortcut="Esc", size=14)
        self._back.clicked.connect(self.back_pressed)
        self.title = ElidedPath(look)
        self._tools = row(gap=2)
        head = row(
            self._back, self.title, self._tools, margins=(look.px(8), 0, look.px(8), 0), gap=6
        )
        head.setStretch(1, 1)
        self.setLayout(column(bar(head, kind="surface", edge="bottom"), view, *below))
        self.setFocusProxy(view)

    def add_tool(self, tool: QWidget) -> None:
        """Put a tool at the right end of the head."""
        self._tools.addWidget(tool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back by Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.back_pressed.emit()
        else:
            super().keyPressEvent(event)
