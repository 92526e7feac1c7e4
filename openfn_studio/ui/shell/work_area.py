"""The middle of the window: tabs of files and pages, and around a job its run bar and timeline."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from openfn_studio.ui.shell.tab_strip import Tab, TabStrip
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.layouts import bar, row


class WorkArea(QWidget):
    """Shows one tab's content; without tabs, the resting page.

    Args:
        look: The look.
        resting: Shown while no tab is open: the start page.
        above: Between tabs and content, only for tabs that are jobs: the run bar.
        below: Under the content, only for tabs that are jobs: the timeline.
        tools: Right of the tabs.

    Signals:
        current_changed: The key of the tab in front, or None.
        close_requested: The keys of tabs the user wants closed, as a tuple.
    """

    current_changed = Signal(object)
    close_requested = Signal(object)

    def __init__(
        self,
        look: Look,
        resting: QWidget,
        above: QWidget,
        below: QWidget,
        tools: tuple[QWidget, ...] = (),
    ) -> None:
        super().__init__()
        self._look = look
        self._contents: dict[str, QWidget] = {}
        self._jobs: set[str] = set()
        self._resting = resting
        self._above = above
        self._below = below
        self.strip = TabStrip(look)
        self.strip.chosen.connect(self._on_chosen)
        self.strip.close_requested.connect(self.close_requested)
        self._head = bar(
            row(self.strip, *tools, margins=(0, 0, 8, 0), gap=2), kind="chrome", edge="bottom"
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(resting)
        self._notes = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(above)
        layout.addLayout(self._notes)
        layout.addWidget(self._stack, 1)
        layout.addWidget(below)
        self._rescale()
        self._show_content(None)
        look.changed.connect(self._rescale)

    @property
    def current_key(self) -> str | None:
        """The tab in front; None on the resting page."""
        return self.strip.current_key

    def content(self, key: str) -> QWidget | None:
        """Return a tab's content; None when there is no such tab."""
        return self._contents.get(key)

    def open(self, tab: Tab, content: QWidget, *, is_job: bool) -> None:
        """Add a tab with its content and bring it to the front."""
        if tab.key not in self._contents:
            self._contents[tab.key] = content
            self._stack.addWidget(content)
        if is_job:
            self._jobs.add(tab.key)
        self.strip.show_tab(tab)
        self.strip.go_to(tab.key)

    def add_note(self, note: QWidget) -> None:
        """Put somebody's message between the run bar and the content."""
        self._notes.addWidget(note)

    def close_tab(self, key: str) -> None:
        """Take a tab and its content away."""
        content = self._contents.pop(key, None)
        self._jobs.discard(key)
        self.strip.remove(key)
        if content is not None:
            self._stack.removeWidget(content)
            content.deleteLater()
        if not self._contents:
            self._show_content(None)
            self.current_changed.emit(None)

    def _on_chosen(self, key: str) -> None:
        self._show_content(key)
        self.current_changed.emit(key)

    def _show_content(self, key: str | None) -> None:
        is_job = key in self._jobs
        self._head.setVisible(bool(self._contents))
        self._above.setVisible(is_job)
        self._below.setVisible(is_job)
        content = self._contents.get(key or "", self._resting)
        self._stack.setCurrentWidget(content)
        self.setFocusProxy(content)

    def _rescale(self) -> None:
        self._head.setFixedHeight(self._look.px(36))
