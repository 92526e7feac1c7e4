"""The state inspector: a run's state before and after every operation, and what changed."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from openfn_studio.state.difference import Change
from openfn_studio.state.pointer import Path
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.inspector.compare_dialog import CompareDialog
from openfn_studio.ui.inspector.exporter import Exporter
from openfn_studio.ui.inspector.head import DIFF, Head
from openfn_studio.ui.inspector.keys import command_of
from openfn_studio.ui.inspector.moments import Moments, Shown
from openfn_studio.ui.inspector.pages import Pages
from openfn_studio.ui.inspector.path_bar import PathBar
from openfn_studio.ui.inspector.rows import Row
from openfn_studio.ui.inspector.search_bar import SearchBar
from openfn_studio.ui.inspector.showing import Showing
from openfn_studio.ui.inspector.tree_searcher import TreeSearcher
from openfn_studio.ui.inspector.value_commands import ValueCommands
from openfn_studio.ui.inspector.value_teller import ReadsOf, ValueTeller
from openfn_studio.ui.inspector.waiting_state import WaitingState
from openfn_studio.ui.inspector.watch_list import WatchList
from openfn_studio.ui.inspector.watching import Watching
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.banner import Banner
from openfn_studio.ui.widgets.layouts import column
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.running.kept import KeptRunsBench
from openfn_studio.workbench.running.moments import Point, PointRef
from openfn_studio.workbench.running.time_travel import TimeTravelBench

_CANCEL = "Cancel"


class StatePanel(QWidget):
    """The inspector.

    Signals:
        operation_requested: The index of an operation to look at, from 0.
        line_requested: The ``TextRange`` of code to be shown in the editor.
        state_edited: The state, JSON in UTF-8, a waiting run is to go on with.
        watches_changed: The watched paths, a tuple of ``Path``.

    Args:
        look: The look.
        actions: The window's; the panel binds ``state:…`` and ``travel:compare``.
        travel: The run and the operation in view.
        lanes: Where long work goes.
        kept: The runs that can be compared with; None where there is no history.
        reads: Says where the job in view reads a path; None when nobody knows.
    """

    operation_requested = Signal(object)
    line_requested = Signal(object)
    state_edited = Signal(object)
    watches_changed = Signal(object)

    def __init__(
        self,
        look: Look,
        actions: Actions,
        travel: TimeTravelBench,
        lanes: Lanes,
        *,
        kept: KeptRunsBench | None = None,
        reads: ReadsOf | None = None,
    ) -> None:
        super().__init__()
        self._look = look
        self._actions = actions
        self._travel = travel
        self._kept = kept
        self.head = Head(look, actions)
        self.search = SearchBar(look)
        self.banner = Banner(look)
        self.pages = Pages(look, lanes.work)
        self.watches = WatchList(look)
        self.bar = PathBar(look)
        parts = (self.head, self.search, self.banner, self.pages, self.watches, self.bar)
        layout = column(*parts)
        layout.setStretch(parts.index(self.pages), 1)
        self.setLayout(layout)
        self.setFocusProxy(self.pages)
        self.bar.hide()
        self.moments = Moments(travel, lanes.work, self)
        self.waiting = WaitingState(self.head, self.pages, self.moments, lanes.work, self)
        self.exporter = Exporter(lanes.work, self)
        self.searcher = TreeSearcher(self.search, self.pages.tree, lanes.work, self)
        self.showing = Showing(self.head, self.pages, self.searcher, lanes.work, self)
        self._teller = ValueTeller(self.bar, travel, reads, self)
        self.watching = Watching(self.watches, travel, self)
        self.values = ValueCommands(look, self.pages, self.watching, self.exporter, self)
        self._connect()
        self._connect_values()
        self.moments.refresh()

    # ------------------------------------------------------------ slots

    def show_initial(self, state: bytes) -> None:
        """Take the state the next run will begin with; it is shown while there is no run."""
        self.moments.show_initial(state)

    def offer_editing(self, state: bytes) -> None:
        """Offer to edit the state of a run that waits; ``state_edited`` may follow."""
        self.waiting.offer(state)

    def edit_state(self, state: bytes) -> None:
        """Open the editor with a state; ``state_edited`` may follow."""
        self.waiting.edit(state)

    def stop_editing(self) -> None:
        """Leave the editor, and offer it no longer: the run does not wait any more."""
        self.waiting.withdraw()

    def watch(self, paths: Sequence[Path]) -> None:
        """Watch paths, as they were remembered."""
        self.watching.watch(paths)

    def compare(self, one: PointRef, other: PointRef, words: str) -> None:
        """Show what differs between two moments, of one run or two."""
        self.head.choose(DIFF)
        self.moments.compare(one, other, words)

    def ask_compare(self) -> None:
        """Ask which moments are to be compared."""
        here = self._travel.point
        at = here.operation if here is not None else None
        dialog = CompareDialog(self._look, self._travel.run, at, self._kept, self)
        dialog.finished.connect(lambda _: self._compare_as_asked(dialog, here))
        dialog.open()

    def _compare_as_asked(self, dialog: CompareDialog, here: Point | None) -> None:
        dialog.deleteLater()
        if here is not None and here != self._travel.point:
            # To read another run for the dialog may have brought it into view.
            self._travel.look_at(here.run_id)
            self._travel.choose(here.operation)
        if dialog.answer is not None:
            self.compare(*dialog.answer)

    def reveal(self, path: Path) -> None:
        """Show a value in the tree."""
        self.showing.reveal(path)

    # ------------------------------------------------------------ keys

    def event(self, event: QEvent) -> bool:
        """Claim the panel's keys before actions of the window take them."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and command_of(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key of the panel means."""
        command = command_of(event)
        if command is None or (command == "leave" and not self.moments.is_aside):
            super().keyPressEvent(event)
            return
        commands = {
            "search": self.search.open_bar,
            "next": lambda: self.searcher.step(1),
            "previous": lambda: self.searcher.step(-1),
            "copy path": self.values.copy_path,
            "copy value": self.values.copy_value,
            "watch": self.values.watch,
            "leave": self.moments.leave,
        }
        commands[command]()

    # ------------------------------------------------------------ wiring

    def _connect(self) -> None:
        bind = self._actions.bind
        bind("state:search", self.search.open_bar)
        bind("state:mask", self._on_mask)
        bind("state:export", self.values.export_state)
        bind("travel:compare", self.ask_compare)
        self.moments.changed.connect(self._show)
        self.moments.reading.connect(self.head.line.say)
        self.head.menu_wanted.connect(self._fill_menu)
        self.head.left.connect(self.moments.leave)
        self.waiting.begun.connect(self._on_editing)
        self.waiting.edited.connect(self.state_edited)
        self.waiting.refused.connect(self.banner.tell_problem)
        self.watching.changed.connect(self._on_watches)
        self.watches.path_opened.connect(self.reveal)
        self.exporter.begun.connect(self._on_export_begun)
        self.exporter.done.connect(
            lambda file: self.banner.tell("ok", f"{file.name} was written.", str(file.parent))
        )
        self.exporter.failed.connect(self.banner.tell_problem)
        self.values.refused.connect(self.banner.tell_problem)
        self.banner.pressed.connect(self._on_banner)

    def _connect_values(self) -> None:
        pages, bar, values = self.pages, self.bar, self.values
        pages.tree.row_chosen.connect(self._tell_row)
        pages.tree.value_opened.connect(lambda row: pages.show_raw(row.node))
        pages.tree.menu_wanted.connect(self._on_row_menu)
        pages.changed.path_chosen.connect(self._tell_change)
        pages.changed.path_opened.connect(lambda change: self.reveal(change.path))
        pages.raw.copy_pressed.connect(values.copy_value)
        pages.raw.export_pressed.connect(values.export)
        pages.table.cell_opened.connect(lambda node: self.reveal(node.path))
        pages.table.export_pressed.connect(values.export_table)
        bar.copied.connect(values.copy)
        bar.value_wanted.connect(values.copy_value)
        bar.watch_toggled.connect(values.watch)
        bar.table_wanted.connect(values.as_table)
        bar.operation_requested.connect(self.operation_requested)
        bar.line_requested.connect(self.line_requested)

    # ------------------------------------------------------------ showing

    def _show(self, shown: Shown) -> None:
        self.head.line.say(shown.line)
        self.head.show_leave(shown.way_out)
        run = self._travel.run
        if self.waiting.is_editing and (run is None or run.waiting_at is not None):
            return
        self.waiting.is_editing = False
        self.watches.setVisible(bool(self.watching.paths))
        self._teller.asks_who = shown.is_of_run
        self._actions.set_condition("state", shown.contents is not None)
        self.banner.hide()
        self.watching.refresh()
        if shown.contents is None:
            self.showing.say(shown.fact, shown.why)
            return
        self.showing.show(shown.contents)
        if shown.contents.problem is not None:
            self.banner.tell_problem(shown.contents.problem)

    def _tell_row(self, row: Row | None) -> None:
        is_watched = row is not None and row.path in self.watching.paths
        self._teller.tell(row, is_watched=is_watched)

    def _tell_change(self, change: Change) -> None:
        # The tree behind the list goes along, so that every command knows the value.
        self.pages.tree.reveal(change.path)

    def _fill_menu(self) -> None:
        menu = self.head.menu
        menu.clear()
        self.values.add_lines(menu)
        menu.addSeparator()
        menu.addAction("Whole state as text", self.values.whole_as_text)
        menu.addAction("Collapse all", self.pages.tree.close_all)
        menu.addSeparator()
        menu.addAction(self._actions.qaction("travel:compare"))
        if self.moments.has_initial and self._travel.run is not None:
            menu.addAction("Show what the next run receives", self.moments.look_at_initial)
        menu.addAction(self._actions.qaction("state:export"))

    def _on_row_menu(self, wanted: tuple[Row, QPoint]) -> None:
        self.values.show_menu(wanted[1])

    def _on_mask(self) -> None:
        is_masked = self._actions.qaction("state:mask").isChecked()
        self.pages.mask(is_masked)
        self.watches.mask(is_masked)

    def _on_watches(self, paths: Sequence[Path]) -> None:
        self._tell_row(self.pages.tree.row)
        self.watches_changed.emit(paths)

    # ------------------------------------------------------------ editing and exporting

    def _on_editing(self) -> None:
        self.bar.hide()
        self.watches.hide()

    def _on_export_begun(self, name: str) -> None:
        self.banner.tell("info", f"{name} is being written.", buttons=(_CANCEL,))

    def _on_banner(self, text: str) -> None:
        if text == _CANCEL:
            self.exporter.cancel()
            self.banner.hide()
