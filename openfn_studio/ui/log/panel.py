"""The log panel: what a run says, as it says it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QStackedWidget, QWidget

from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.log.bar import LogBar
from openfn_studio.ui.log.excerpt import Copying, pieces
from openfn_studio.ui.log.lines import LineStore
from openfn_studio.ui.log.model import LogModel
from openfn_studio.ui.log.needle import Needle
from openfn_studio.ui.log.rows import RowPainter
from openfn_studio.ui.log.sieve import Sieve
from openfn_studio.ui.log.unfolding import Unfolding
from openfn_studio.ui.log.view import LogView
from openfn_studio.ui.log.wording import FINISHED, Wording, ending
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.announcing import announce
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.layouts import bar, column
from openfn_studio.workbench.running.facts import LogBatch, LogFact, RunFact
from openfn_studio.workbench.running.log_saving import LogToSave

AskFile = Callable[[QWidget, str], Path | None]
"""Asks where a file is to be saved, proposing a name; None when the user thinks better of it."""
_LEAST = 48
_TELL_MS = 100
"""How long counts may be late: digits that race are not read."""


def ask_file(parent: QWidget, name: str) -> Path | None:
    """Ask the user where to save a log."""
    chosen, _ = QFileDialog.getSaveFileName(parent, "Save log", name, "Text (*.txt *.log)")
    return Path(chosen) if chosen else None


class LogPanel(QWidget):
    """The log of one run: levels, filter, search, following, copying.

    Args:
        look: The look.
        actions: The window's; the panel binds ``log:…``.
        ask: Asks for a file name.

    Signals:
        line_requested: Line and column of the job, to be shown in the editor.
        save_requested: A ``LogToSave``.
    """

    line_requested = Signal(object, object)
    save_requested = Signal(object)

    def __init__(self, look: Look, actions: Actions, *, ask: AskFile = ask_file) -> None:
        super().__init__()
        self._look = look
        self._actions = actions
        self._ask = ask
        self._run: RunFact | None = None
        self._has_ended = False
        self._unseen = 0
        self.lines = LineStore()
        self._wording = Wording(self.lines)
        self.model = LogModel(self.lines, self._wording, self)
        self.sieve = Sieve(self.lines, self.model, self)
        self._painter = RowPainter(look, self.lines, self._wording, Unfolding(look))
        self.view = LogView(look, self.lines, self.model, self._painter)
        self._copying = Copying(self)
        self._telling = QTimer(self, singleShot=True, interval=_TELL_MS)
        self._menu = QMenu(self)
        self.bar = LogBar(look, self._menu)
        self._stack = QStackedWidget()
        self._pages = self._add_pages()
        self._resume = Button(look, "", icon="arrow-down-to-line")
        self._resume.setParent(self.view)
        self._resume.hide()
        self.setLayout(column(self.bar, self._stack))
        self.setFocusProxy(self.view)
        self._bind()
        self._connect()
        self._show_state()

    # ------------------------------------------------------------ slots

    def show_run(self, run: RunFact, lines: Sequence[LogFact]) -> None:
        """Show the log of a run that is on, or of one that is over."""
        self._run = run
        self._has_ended = False
        self.sieve.clear()
        self.view.forget()
        self._wording.learn(run)
        self.view.refresh()
        self.sieve.take(lines)
        if run.is_over:
            self.finish(run)
        self._show_state()

    def add(self, batch: LogBatch) -> None:
        """Take more lines of the run that is shown; those of others are not shown."""
        if self._run is not None and batch.run == self._run.id:
            self.sieve.take(batch.lines)

    def follow_run(self, run: RunFact) -> None:
        """Take what became known of the run that is shown: the names of its operations."""
        if self._run is not None and run.id == self._run.id:
            self._run = run
            if self._wording.learn(run):
                self.view.refresh()

    def finish(self, run: RunFact) -> None:
        """Say how the run that is shown ended."""
        if self._run is None or run.id != self._run.id or self._has_ended:
            return
        self._has_ended = True
        self.follow_run(run)
        self.sieve.take(lambda: self._add_end(run))

    # ------------------------------------------------------------ what the user can do

    def follow_by_default(self, is_following: bool) -> None:
        """Follow the end of this log and of those to come, or stay at their beginning."""
        self.view.follows_at_first = is_following
        self.view.follow(is_following)

    def find(self) -> None:
        """Put the keyboard into the field."""
        self.bar.find()

    def clear(self) -> None:
        """Take the lines away; what the run says from now on is shown."""
        self.sieve.clear()
        self.view.forget()

    def copy(self) -> None:
        """Copy the selected lines, as they are shown."""
        rows = self.view.chosen()
        positions: list[int] = []
        for one in rows:
            positions += self.model.positions(one.start, one.stop - 1)
        if positions:
            self._copying.start(self._wording, positions, self._to_clipboard)

    def copy_all(self) -> None:
        """Copy every line that is shown."""
        shown = self.model.positions(0, self.model.rowCount() - 1)
        self._copying.start(self._wording, shown, self._to_clipboard)

    def save(self) -> None:
        """Ask for a file, and ask for the whole log to be written into it."""
        run = self._run
        number = f"-{run.number}" if run is not None and run.number else ""
        job = run.job if run is not None else "run"
        file = self._ask(self, f"{job}{number}.log.txt")
        if file is not None:
            self.save_requested.emit(LogToSave(file, pieces(self.lines, self._wording)))

    def step(self, step: int) -> None:
        """Go to the next found line (1) or to the one before (-1)."""
        row = self.view.currentIndex().row()
        count = self.model.rowCount()
        if self.bar.only.isChecked() and count:
            self.view.show_found((row + step) % count)
            return
        found = self.sieve.next_found(row, step)
        if found is not None:
            self.view.show_found(found)
        self._tell()

    # ------------------------------------------------------------ Qt

    def event(self, event: QEvent) -> bool:
        """Keep the panel's own keys from the window's actions of the same keys."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = (QKeySequence.StandardKey.Find, QKeySequence.StandardKey.SelectAll)
            if event.key() == Qt.Key.Key_F3 or any(map(event.matches, keys)):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Find and step by the usual keys."""
        if event.matches(QKeySequence.StandardKey.Find):
            self.find()
        elif event.key() == Qt.Key.Key_F3:
            is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.step(-1 if is_back else 1)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the selected lines."""
        self._menu.popup(event.globalPos())

    # ------------------------------------------------------------ inside

    def _add_pages(self) -> list[QWidget]:
        """Put the lines and what is shown instead of them on the stack; return the latter."""
        look = self._look
        self._empty = EmptyState(look, "terminal", "", "")
        self._hidden = EmptyState(
            look,
            "list-filter",
            "No line passes the filter.",
            "The levels or the field hide all of them.",
            "Show all lines",
        )
        pages: list[QWidget] = [
            bar(column(page), kind="surface") for page in (self._empty, self._hidden)
        ]
        for page in (self.view, *pages):
            self._stack.addWidget(page)
        # An empty state's wish for room must not keep the panel from being low.
        self._stack.setMinimumHeight(look.px(_LEAST))
        return pages

    def _bind(self) -> None:
        copy = self._menu.addAction(self._look.icon("copy"), "Copy selected lines")
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy)
        handlers = {
            "log:find": self.find,
            "log:copy": self.copy_all,
            "log:save": self.save,
            "log:clear": self.clear,
        }
        for name, handler in handlers.items():
            self._actions.bind(name, handler)
            self._menu.addAction(self._actions.qaction(name))

    def _connect(self) -> None:
        self.bar.levels_changed.connect(self.sieve.show_levels)
        self.bar.needle_changed.connect(self._on_needle)
        self.bar.step_requested.connect(self.step)
        self.bar.follow_requested.connect(self.view.follow)
        self.bar.field.down_pressed.connect(self.view.setFocus)
        self.sieve.moved.connect(self._on_moved)
        self._telling.timeout.connect(self._tell)
        self.sieve.found_row.connect(self.view.show_found)
        self.sieve.failed.connect(self._on_needle_failed)
        self.view.line_requested.connect(self.line_requested)
        self.view.follow_changed.connect(self._on_follow)
        self.view.copy_requested.connect(self.copy)
        self.view.resized.connect(self._place_resume)
        self.model.rowsInserted.connect(self._on_inserted)
        self._resume.clicked.connect(lambda: self.view.follow())
        self._hidden.pressed.connect(self._show_all)

    def _add_end(self, run: RunFact) -> None:
        ms = run.took_ms or 0.0
        if run.error is not None:
            self.lines.tell_error(run.error, ms)
        announce(self, ending(run))
        is_said = self.lines.texts[-1:] == [FINISHED]
        self.lines.add_end(ending(run, is_finished_said=is_said), ms)

    def _on_needle(self, needle: Needle | None, only: bool) -> None:
        self._painter.needle = needle
        self.sieve.filter_by(needle if only else None)
        self.sieve.search_for(None if only else needle)
        if needle is not None and not only:
            row = max(self.view.currentIndex().row(), 0)
            found = self.sieve.next_found(row - 1, 1)
            if found is not None:
                self.view.show_found(found)
        self.view.viewport().update()
        self._tell()

    def _on_needle_failed(self, why: str) -> None:
        self._painter.needle = None
        self.bar.tell_wrong(why)

    def _on_moved(self) -> None:
        self._show_state()
        if not self._telling.isActive():
            self._telling.start()

    def _tell(self) -> None:
        self.bar.show_counts(self.lines.counts)
        is_looking = self._painter.needle is not None
        self.bar.show_count(self._count() if is_looking else "")

    def _count(self) -> str:
        if self.sieve.is_busy and self.sieve.progress < 1:
            return f"{self.sieve.progress:.0%}"
        if self.bar.only.isChecked():
            return f"{self.model.rowCount():,} of {len(self.lines):,}"
        found = self.sieve.found
        place = self.sieve.place_of(self.view.currentIndex().row())
        return f"{found:,} found" if place is None or not found else f"{place + 1:,} of {found:,}"

    def _show_state(self) -> None:
        self._actions.set_condition("log", len(self.lines) > 0)
        if self.model.rowCount() or self.sieve.is_busy:
            self._stack.setCurrentWidget(self.view)
            return
        if self._run is None:
            self._empty.say("No run yet.", "Run the job to see what it and the engine say.")
        else:
            self._empty.say("The log is empty.", "What the run says appears here.")
        self._stack.setCurrentWidget(self._pages[1 if len(self.lines) else 0])

    def _show_all(self) -> None:
        for button in self.bar.levels:
            button.setChecked(True)
        self.bar.only.setChecked(False)
        self.bar.field.clear()

    def _on_follow(self, is_following: bool) -> None:
        self.bar.following.setChecked(is_following)
        self._unseen = 0
        self._resume.hide()

    def _on_inserted(self, _: object, first: int, last: int) -> None:
        if self.view.is_following or self._has_ended:
            return
        self._unseen += last - first + 1
        lines = "1 new line" if self._unseen == 1 else f"{self._unseen:,} new lines"
        self._resume.setText(f"\u2002{lines}")
        self._resume.setAccessibleName(f"Follow the log: {lines}")
        self._place_resume()
        self._resume.show()

    def _place_resume(self) -> None:
        self._resume.adjustSize()
        margin = self._look.px(12)
        area = self.view.viewport().rect()
        size = self._resume.size()
        x = area.width() - size.width() - margin
        self._resume.move(QPoint(x, area.height() - size.height() - margin))

    @staticmethod
    def _to_clipboard(text: str) -> None:
        QGuiApplication.clipboard().setText(text)
