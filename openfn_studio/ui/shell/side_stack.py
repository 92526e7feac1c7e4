"""The sidebar: one view at a time, chosen in the activity bar."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from openfn_studio.ui.widgets.tab_order import enter


class SideStack(QWidget):
    """Shows one of the sidebar's views.

    Signals:
        changed: The name of the view that is shown now.
    """

    changed = Signal(object)

    def __init__(self, views: Mapping[str, QWidget]) -> None:
        super().__init__()
        self._views = dict(views)
        self._stack = QStackedWidget()
        for view in self._views.values():
            self._stack.addWidget(view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.setFocusProxy(self._views[self.current])

    @property
    def current(self) -> str:
        """The name of the view that is shown."""
        shown = self._stack.currentWidget()
        return next(name for name, view in self._views.items() if view is shown)

    def show_view(self, name: str) -> None:
        """Show a view and give it the keyboard."""
        is_new = name != self.current
        self._stack.setCurrentWidget(self._views[name])
        self.setFocusProxy(self._views[name])
        enter(self._views[name])
        if is_new:
            self.changed.emit(name)
