"""The start page."""

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout

from openfn_studio.clock import Clock
from openfn_studio.settings import BY_NAME
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.shell.mark import Mark
from openfn_studio.ui.start.card import StartCard
from openfn_studio.ui.start.computer_card import ComputerCard
from openfn_studio.ui.start.recent_list import RecentList
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import HERO, SMALL, TITLE
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, box, column, row
from openfn_studio.ui.widgets.segmented import Segmented
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.workbench.computer import ComputerBench
from openfn_studio.workbench.preferences import PreferenceBench
from openfn_studio.workbench.recents import RecentsBench

_LEFT, _RIGHT, _GAP = 488, 344, 40
"""Widths of the columns and the gap between them, in pixels at 100 %."""


class _Beginning(NamedTuple):
    """A way to begin."""

    icon: str
    title: str
    text: str
    action: str
    """The action that does the same, for its shortcut."""


_BEGINNINGS = (
    _Beginning(
        "play",
        "Try the sample",
        "A small clinic project that runs without a network",
        "project:sample",
    ),
    _Beginning(
        "folder-open",
        "Open a folder",
        "Any folder with .js jobs or a project.yaml",
        "project:open",
    ),
    _Beginning(
        "file-input",
        "Import a project",
        "A project.yaml, for example a v1 export",
        "project:import",
    ),
    _Beginning(
        "folder-plus",
        "New project",
        "A folder with a first job, its trigger and a message",
        "project:new",
    ),
)
_LINKS = ("help:guide", "help:shortcuts", "help:openfn-docs")


class StartPage(QScrollArea):
    """Where one begins. It scrolls, and its columns stand below each other in a narrow window.

    Signals:
        sample_requested: The sample is wanted.
        open_requested: A folder is to be chosen.
        import_requested: A project.yaml is to be chosen.
        new_requested: A project is to be made.
        recent_requested: The ``Path`` of a project that is to be opened.
    """

    sample_requested = Signal()
    open_requested = Signal()
    import_requested = Signal()
    new_requested = Signal()
    recent_requested = Signal(object)

    def __init__(
        self,
        look: Look,
        actions: Actions,
        computer: ComputerBench,
        recents: RecentsBench,
        preferences: PreferenceBench,
        clock: Clock,
    ) -> None:
        super().__init__()
        self._look = look
        self._actions = actions
        self._computer = computer
        self._recents = recents
        self._preferences = preferences
        self._recent_list = RecentList(look, clock)
        self._computer_card = ComputerCard(look, computer.findings)
        self._theme = self._theme_choice()
        self._left = box(self._begin_column())
        self._right = box(self._side_column())
        self._columns = QHBoxLayout()
        self._build()
        self._connect()

    @property
    def recent_list(self) -> RecentList:
        """The recent projects."""
        return self._recent_list

    def showEvent(self, event: QShowEvent) -> None:
        """Look again at what may have changed since the page was last seen."""
        super().showEvent(event)
        if not event.spontaneous():
            self._recents.look()
            self._computer.look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the columns side by side where there is room."""
        super().resizeEvent(event)
        self._arrange()

    # ------------------------------------------------------------------ parts

    def _build(self) -> None:
        px = self._look.px
        titles = column(
            Label(self._look, "OpenFn Studio", HERO, 600),
            2,
            Label(
                self._look,
                "Write a job, run it safely, see what really happened.",
                TITLE,
                tone="muted",
                wrap=True,
            ),
        )
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(Mark(self._look, 44), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addLayout(titles, 1)
        self._columns.setSpacing(px(_GAP))
        top = Qt.AlignmentFlag.AlignTop
        self._columns.addWidget(self._left, 0, top)
        self._columns.addWidget(self._right, 0, top)
        content = column(head, 32, self._columns)
        page = QVBoxLayout()
        page.setContentsMargins(24, 24, 24, 24)
        page.addStretch(2)
        page.addLayout(row(None, content, None))
        page.addStretch(3)
        self.setWidget(bar(page, kind="chrome"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Start")

    def _begin_column(self) -> QVBoxLayout:
        signals = {
            "project:sample": self.sample_requested,
            "project:open": self.open_requested,
            "project:import": self.import_requested,
            "project:new": self.new_requested,
        }
        layout = column(Label(self._look, "Start", SMALL, 600, "muted"), gap=8)
        for begin in _BEGINNINGS:
            is_first = begin is _BEGINNINGS[0]
            keys = self._actions.keys_of(begin.action)
            card = StartCard(
                self._look, begin.icon, begin.title, begin.text, keys, primary=is_first
            )
            card.clicked.connect(signals[begin.action])
            layout.addWidget(card)
            if is_first:
                self.setFocusProxy(card)
        links = [self._link(name) for name in _LINKS]
        layout.addLayout(row(*links, None, margins=(0, 8, 0, 0), gap=16))
        return layout

    def _link(self, action: str) -> Button:
        qaction = self._actions.qaction(action)
        link = Button(self._look, qaction.text(), link=True)
        link.setToolTip(qaction.toolTip())
        link.clicked.connect(qaction.trigger)
        return link

    def _side_column(self) -> QVBoxLayout:
        again = ToolButton(self._look, "refresh-cw", "Look again", size=13)
        again.clicked.connect(self._computer.look)
        return column(
            Label(self._look, "Recent", SMALL, 600, "muted"),
            8,
            self._recent_list,
            24,
            row(Label(self._look, "This computer", SMALL, 600, "muted"), None, again),
            4,
            self._computer_card,
            24,
            Label(self._look, "Theme", SMALL, 600, "muted"),
            8,
            self._theme,
        )

    def _theme_choice(self) -> Segmented:
        choices = BY_NAME["theme"].choices
        segments = Segmented(self._look, [choice.title for choice in choices], self._theme_index())
        segments.chosen.connect(lambda index: self._preferences.set("theme", choices[index].value))
        return segments

    # ------------------------------------------------------------------ news

    def _connect(self) -> None:
        self._recent_list.opened.connect(self.recent_requested)
        self._recent_list.removed.connect(self._recents.forget)
        self._recents.listed.connect(self._recent_list.show_facts)
        self._computer.changed.connect(self._computer_card.show_findings)
        self._preferences.changed.connect(self._on_preference_changed)
        self._look.changed.connect(self._arrange)

    def _on_preference_changed(self, name: str) -> None:
        if name == "theme":
            self._theme.choose(self._theme_index())

    def _theme_index(self) -> int:
        values = [choice.value for choice in BY_NAME["theme"].choices]
        return values.index(self._preferences.text("theme"))

    def _arrange(self) -> None:
        px = self._look.px
        room = self.viewport().width() - 2 * 24
        is_wide = room >= px(_LEFT) + px(_GAP) + px(_RIGHT)
        directions = QBoxLayout.Direction
        self._columns.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        self._columns.setSpacing(px(_GAP if is_wide else 24))
        narrow = max(min(room, px(_LEFT)), px(240))
        self._left.setFixedWidth(px(_LEFT) if is_wide else narrow)
        self._right.setFixedWidth(px(_RIGHT) if is_wide else narrow)
