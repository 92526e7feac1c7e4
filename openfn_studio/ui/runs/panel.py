"""The view of all kept runs of the open project."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QMenu, QStackedWidget

from openfn_studio.ui.runs.cells import RunCells
from openfn_studio.ui.runs.model import CODE, INPUT, JOB, MODE, ROW_ROLE, RunsModel
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL, TITLE
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, column, row
from openfn_studio.ui.widgets.search_field import SearchField
from openfn_studio.ui.widgets.table_view import TableView
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.workbench.given.choice import InputChoice, InputKind
from openfn_studio.workbench.running.facts import RunId
from openfn_studio.workbench.running.kept import PAGE, KeptRunsBench, RunRow

WIDTHS = [200, 160, 150, 78, 78, 84, 76, 34]
"""Of the columns at 100 %; the job takes the room that is left."""
_GIVE_WAY = ((INPUT, 780), (CODE, 600), (MODE, 520))
"""Columns that are hidden when the view is narrower than so many pixels at 100 %."""
_NARROW = 560
COMPARE = "\u2002Compare"
_MINUTE_MS = 60_000


def _local_now() -> datetime:
    return datetime.now().astimezone()


class RunsPanel(QFrame):
    """Lists runs, newest first: open one, compare two, pin, or use one's state as input.

    Args:
        look: The look.
        kept: The kept runs.
        now: The present moment in the time zone that is shown.

    Signals:
        open_requested: The ``RunId`` of the run to look at.
        compare_requested: The ``RunId`` of two runs, the older one first.
        input_requested: The job's name and an ``InputChoice`` made of one of its runs.
    """

    open_requested = Signal(object)
    compare_requested = Signal(object, object)
    input_requested = Signal(object, object)

    def __init__(
        self, look: Look, kept: KeptRunsBench, now: Callable[[], datetime] = _local_now
    ) -> None:
        super().__init__()
        self._look = look
        self._kept = kept
        self.setProperty("bar", "surface")
        self.model = RunsModel(now, self)
        self.search = SearchField(look, "Filter runs")
        self.search.textChanged.connect(self._on_filter)
        self.search.down_pressed.connect(self._go_to_table)
        self._count = Label(look, "", SMALL, tone="muted")
        self.open = Button(look, "Open")
        self.compare = Button(look, "Compare", icon="git-compare")
        self.pin = ToolButton(look, "pin", "Pin the run, so that it is never removed")
        self.table = self._made_table()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._nothing = EmptyState(
            look, "activity", "No run is kept yet.", "Every run of this project is listed here."
        )
        self._no_match = EmptyState(
            look,
            "list-filter",
            "No run fits the filter.",
            "Delete words of it to see more.",
            "Clear the filter",
        )
        self._no_match.pressed.connect(self.search.clear)
        self._pages.addWidget(self._nothing)
        self._pages.addWidget(self._no_match)
        self.setLayout(column(self._made_head(), self._pages))
        self.setFocusProxy(self.table)
        self.setMinimumWidth(look.px(240))
        self._connect()
        self._show(kept.rows)

    # ------------------------------------------------------------ what is chosen

    def selected(self) -> tuple[RunRow, ...]:
        """Return the selected runs, the newest first."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return tuple(self.model.rows[at] for at in rows if at < len(self.model.rows))

    def choose(self, run_id: RunId) -> None:
        """Select a run and bring it into view."""
        at = self.model.place_of(run_id)
        if at is not None:
            self.table.selectRow(at)
            self.table.scrollTo(self.model.index(at, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many columns as there is room for."""
        super().resizeEvent(event)
        for part, least in _GIVE_WAY:
            self.table.setColumnHidden(part, self.width() < self._look.px(least))
        is_narrow = self.width() < self._look.px(_NARROW)
        self._count.setVisible(not is_narrow)
        self.compare.setText("" if is_narrow else COMPARE)

    # ------------------------------------------------------------ making

    def _made_head(self) -> QFrame:
        look = self._look
        self.search.setMaximumWidth(look.px(280))
        self.search.setMinimumWidth(look.px(60))
        return bar(
            row(
                Label(look, "Runs", TITLE, 600),
                self._count,
                8,
                self.search,
                None,
                self.pin,
                self.compare,
                self.open,
                margins=(16, 8, 12, 8),
            ),
            kind="surface",
            edge="bottom",
        )

    def _made_table(self) -> TableView:
        table = _RunsTable(self._look)
        table.setModel(self.model)
        table.setItemDelegate(cells := RunCells(self._look))
        cells.setParent(table)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.set_widths(WIDTHS, JOB)
        table.setAccessibleName("Kept runs")
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        return table

    def _connect(self) -> None:
        self.table.doubleClicked.connect(self._on_open)
        self.table.customContextMenuRequested.connect(self._show_menu)
        if isinstance(self.table, _RunsTable):
            self.table.opened.connect(self._on_open)
        self.table.selectionModel().selectionChanged.connect(self._on_selection)
        self.model.modelReset.connect(self._on_selection)
        self.open.clicked.connect(self._on_open)
        self.compare.clicked.connect(self._on_compare)
        self.pin.clicked.connect(self._on_pin)
        self._kept.listed.connect(self._show)
        self._minute = QTimer(self, interval=_MINUTE_MS)
        self._minute.timeout.connect(self.model.refresh_times)
        self._minute.start()

    # ------------------------------------------------------------ showing

    def _show(self, rows: tuple[RunRow, ...]) -> None:
        self.model.show(rows)
        self._on_count()

    def _on_filter(self, text: str) -> None:
        self.model.filter(text)
        self._on_count()

    def _on_count(self) -> None:
        shown, total = len(self.model.rows), self.model.total
        many = f"the newest {PAGE}" if total >= PAGE else f"{total}"
        self._count.setText(f"{shown} of {many}" if shown != total else (many if total else ""))
        page = self.table if shown else (self._no_match if total else self._nothing)
        self._pages.setCurrentWidget(page)
        self.search.setEnabled(bool(total))
        self._on_selection()

    def _on_selection(self, *_: object) -> None:
        chosen = self.selected()
        self.open.setEnabled(len(chosen) == 1)
        self.open.setToolTip("" if len(chosen) == 1 else "Select one run to open it.")
        self.compare.setEnabled(len(chosen) == 2)
        self.compare.setToolTip("" if len(chosen) == 2 else "Select two runs to compare them.")
        self.pin.setEnabled(bool(chosen))
        is_pinned = bool(chosen) and all(one.is_pinned for one in chosen)
        self.pin.show_icon("pin-off" if is_pinned else "pin")
        tip = "Unpin the run" if is_pinned else "Pin the run, so that it is never removed"
        self.pin.setToolTip(tip if chosen else "Select a run to pin it.")
        self.pin.setAccessibleName(tip)

    # ------------------------------------------------------------ acting

    def _go_to_table(self) -> None:
        if self.model.rows:
            self.table.setFocus()
            if not self.selected():
                self.table.selectRow(0)

    def _on_open(self, *_: object) -> None:
        chosen = self.selected()
        if len(chosen) == 1:
            self.open_requested.emit(chosen[0].id)

    def _on_compare(self) -> None:
        chosen = self.selected()
        if len(chosen) == 2:
            self.compare_requested.emit(chosen[1].id, chosen[0].id)

    def _on_pin(self) -> None:
        chosen = self.selected()
        is_pinned = all(one.is_pinned for one in chosen)
        for one in chosen:
            self._kept.pin(one.id, is_pinned=not is_pinned)

    def _show_menu(self, place: QPoint) -> None:
        found = self.table.indexAt(place).data(ROW_ROLE)
        if isinstance(found, RunRow):
            self.menu_for(found).popup(self.table.viewport().mapToGlobal(place))

    def menu_for(self, found: RunRow) -> QMenu:
        """Return the menu of a run: open, pin, compare, use its states."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        opened = menu.addAction(self._look.icon("activity"), "Open")
        opened.triggered.connect(lambda: self.open_requested.emit(found.id))
        compare = menu.addAction(self._look.icon("git-compare"), "Compare the two selected runs")
        compare.setEnabled(self.compare.isEnabled())
        compare.triggered.connect(self._on_compare)
        pin = menu.addAction(self._look.icon("pin"), "Unpin" if found.is_pinned else "Pin")
        pin.triggered.connect(lambda: self._kept.pin(found.id, is_pinned=not found.is_pinned))
        menu.addSeparator()
        self._add_input(menu, found, "run_input", "Use its input for the job")
        self._add_input(menu, found, "run_result", "Use its result as the job's input")
        return menu

    def _add_input(self, menu: QMenu, found: RunRow, kind: InputKind, title: str) -> None:
        choice = InputChoice(kind, run=found.key, number=found.number)
        action = menu.addAction(self._look.icon(choice.icon), title)
        action.setEnabled(kind == "run_input" or found.exit_code == 0)
        action.triggered.connect(lambda: self.input_requested.emit(found.job, choice))


class _RunsTable(TableView):
    """Opens a run by Enter."""

    opened = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the run by Enter; all else is the table's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)
