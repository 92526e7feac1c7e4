"""The window: the places on the frame, the editors, and later the panels in their places."""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from openfn_studio.ui.shell.docks import DockedPanels, Docks
from openfn_studio.ui.shell.frame import Frame
from openfn_studio.ui.shell.place import Place
from openfn_studio.ui.shell.work_area import WorkArea
from openfn_studio.ui.widgets.banner import Banner
from openfn_studio.ui.widgets.layouts import box, column
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.ui.wiring.editing import EditingWiring
from openfn_studio.ui.wiring.projects import ProjectWiring
from openfn_studio.ui.wiring.tabs_memory import TabsMemory
from openfn_studio.workbench.workbench import Workbench

if TYPE_CHECKING:
    from openfn_studio.ui.panels import Panels, Wirings

_WAIT_MS = 400
"""The panels come at the latest then, whether or not a text was opened."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the panels come."""

    start: Place
    above: Place
    below: Place
    docked: DockedPanels


class Window(QObject):
    """A window of the program.

    It is built in two stages, so that a text can be written before all panels are loaded:
    ``complete`` or ``complete_soon`` starts the second one.

    Signals:
        completed: Panels and actions are there.

    Args:
        frame: Its frame, which may be on the screen already.
        bench: Its workbench.
    """

    completed = Signal()

    if TYPE_CHECKING:
        panels: Panels
        wirings: Wirings

    def __init__(self, frame: Frame, bench: Workbench) -> None:
        super().__init__(frame)
        self.frame = frame
        self.bench = bench
        self.banner = Banner(frame.look)
        docked = DockedPanels(Place(), Place(), Place(), Place(), Place(), Place(), Place())
        self.places = places = Places(Place(), Place(), Place(), docked)
        split = ToolButton.of_action(frame.look, frame.actions_of_window.qaction("editor:split"))
        self.area = WorkArea(frame.look, places.start, places.above, places.below, tools=(split,))
        frame.setCentralWidget(box(column(self.banner, self.area)))
        self.docks = Docks(frame.look, frame, docked)
        self.editing = EditingWiring(frame, bench, self.area)
        self.memory = TabsMemory(bench, self.editing, self)
        self.projects = ProjectWiring(frame, bench, places.start, self.docks, self.banner)
        self._steps = self._second_stage()
        self._is_going_on = False

    def keep(self) -> None:
        """Note what is to come back with the next start."""
        self.memory.keep()
        self.projects.keep_layout()

    def complete(self) -> None:
        """Build at once what is still missing."""
        for _ in self._steps:
            pass

    def complete_soon(self, *, after_text: bool) -> None:
        """Build what is still missing in pieces, between which keys are answered.

        Args:
            after_text: A project is being opened: its text comes first.
        """
        if after_text:
            self.bench.documents.opened.connect(self._begin)
            QTimer.singleShot(_WAIT_MS, self, self._begin)
        else:
            self._begin()

    def _begin(self, _: object = None) -> None:
        if not self._is_going_on:
            self._is_going_on = True
            QTimer.singleShot(0, self, self._go_on)

    def _go_on(self) -> None:
        if next(self._steps, self) is None:
            QTimer.singleShot(0, self, self._go_on)

    def _second_stage(self) -> Iterator[None]:
        importlib.import_module("openfn_studio.workbench.second_stage")
        yield
        panels: Any = importlib.import_module("openfn_studio.ui.panels")
        yield
        self.bench.complete()
        yield
        yield from panels.fill(self)
        self.completed.emit()
