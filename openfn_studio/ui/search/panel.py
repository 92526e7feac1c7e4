"""Find and replace in the project: the fields, what was found, and what a replacement would do."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from openfn_studio.ui.search.hits_view import HitsView
from openfn_studio.ui.search.model import HitsModel
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, box, column, row
from openfn_studio.ui.widgets.search_field import SearchField
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.workbench.editing.query import Query
from openfn_studio.workbench.editing.search_facts import (
    FileHits,
    ReplaceSummary,
    SearchProgress,
    SearchSummary,
)
from openfn_studio.workbench.editing.searching import SearchBench

DELAY_MS = 250
"""From the last key to the search."""
_UNFOLDED = 20
"""So many files are unfolded at once; the rest is a click away."""


class SearchPanel(QWidget):
    """Searches the open project as one types.

    Signals:
        hit_requested: ``FileHits`` and the ``SearchHit`` the user wants to see in the editor.

    Args:
        look: The look.
        bench: What searches.
    """

    hit_requested = Signal(object, object)

    def __init__(self, look: Look, bench: SearchBench) -> None:
        super().__init__()
        self._look = look
        self._bench = bench
        self.model = HitsModel(self)
        self.hits = HitsView(look, self.model)
        self.field = SearchField(look, "Find in the project", "search")
        self.replacement = SearchField(look, "Replace by", "replace")
        self.case = ToolButton(look, "case-sensitive", "Match case", checkable=True)
        self.word = ToolButton(look, "whole-word", "Whole words only", checkable=True)
        self.regex = ToolButton(look, "regex", "Regular expression", checkable=True)
        self.replacing = ToolButton(look, "replace", "Replace what is found", checkable=True)
        self.replace_all = Button(look, "Replace", icon="replace-all", primary=True)
        self.stop = Button(look, "Stop")
        self._status = Label(look, "", SMALL, tone="muted", wrap=True)
        self._note = Label(look, "", SMALL, tone="warn", wrap=True)
        self._empty = EmptyState(look, "text-search", "", "")
        self._stack = QStackedWidget()
        self._replaced: tuple[str, ...] = ()
        """What the last replacement did, until it was told."""
        self._is_current = False
        """Whether the list is of what the fields say now."""
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._build()
        self._connect()
        self._on_replacing(is_on=False)
        self._invite()

    def start(self, text: str = "", *, is_replacing: bool | None = None) -> None:
        """Put the caret into the field, e.g. with the text that is selected in the editor."""
        if text and "\n" not in text:
            self.field.setText(text)
        if is_replacing is not None:
            self.replacing.setChecked(is_replacing)
        self.field.setFocus()
        self.field.selectAll()

    # ------------------------------------------------------------------ building

    def _build(self) -> None:
        look = self._look
        head = bar(
            row(Label(look, "Search", SMALL, 600), None, self.replacing, margins=(14, 0, 8, 0)),
            look.px(36),
        )
        look.changed.connect(lambda: head.setFixedHeight(look.px(36)))
        options = row(self.case, self.word, self.regex, None, gap=2)
        self._replace_row = box(row(self.replacement, self.replace_all, gap=8))
        fields = column(self.field, options, self._replace_row, margins=(12, 0, 12, 8), gap=6)
        told = row(column(self._status, self._note, gap=2), gap=8)
        told.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignTop)
        told.setContentsMargins(look.px(14), look.px(4), look.px(12), look.px(6))
        self._told = box(told)
        self._stack.addWidget(self.hits)
        self._stack.addWidget(self._empty)
        whole = column(head, box(fields), self._told, self._stack)
        self.setLayout(column(bar(whole)))
        self.setFocusProxy(self.field)
        self.stop.hide()

    def _connect(self) -> None:
        for each in (self.field, self.replacement):
            each.textChanged.connect(self._on_typed)
            each.returnPressed.connect(self.search)
            each.down_pressed.connect(self._go_to_hits)
        for button in (self.case, self.word, self.regex):
            button.toggled.connect(self.search)
        self.replacing.toggled.connect(lambda is_on: self._on_replacing(is_on=is_on))
        self._timer.timeout.connect(self.search)
        self.stop.clicked.connect(self._on_stop)
        self.replace_all.clicked.connect(lambda: self._bench.replace(self.model.chosen))
        self.hits.hit_opened.connect(self.hit_requested)
        self.model.ticks_changed.connect(self._refresh_button)
        self._bench.started.connect(self._on_started)
        self._bench.found.connect(self._on_found)
        self._bench.progressed.connect(self._on_progressed)
        self._bench.finished.connect(self._on_finished)
        self._bench.refused.connect(self._on_refused)
        self._bench.replaced.connect(self._on_replaced)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from hit to hit by F4 and Shift+F4."""
        if event.key() == Qt.Key.Key_F4:
            is_back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.hits.step(-1 if is_back else 1)
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------ searching

    def _on_typed(self) -> None:
        # What is listed was found for other words: it is not replaced any more.
        self._is_current = False
        self._refresh_button()
        self._timer.start()

    def search(self) -> None:
        """Search for what the fields say."""
        self._timer.stop()
        query = Query(
            self.field.text(),
            self.regex.isChecked(),
            self.case.isChecked(),
            self.word.isChecked(),
        )
        template = self.replacement.text() if self.replacing.isChecked() else None
        self._bench.search(query, template)

    def _on_started(self) -> None:
        self.field.tell_wrong("")
        self.model.clear(has_ticks=self.replacing.isChecked())
        self._say("Searching…" if self.field.text() else "")
        self._stack.setCurrentWidget(self.hits)
        self._is_current = True
        self._refresh_button()

    def _on_found(self, found: FileHits) -> None:
        index = self.model.add(found)
        if self.model.rowCount() <= _UNFOLDED:
            self.hits.expand(index)

    def _on_progressed(self, progress: SearchProgress) -> None:
        self._say(f"{progress.hits:,} hits; {progress.done:,} of {progress.total:,} texts searched")
        self.stop.show()

    def _on_finished(self, summary: SearchSummary) -> None:
        self.stop.hide()
        if not self.field.text():
            self._invite()
        elif not summary.hits:
            self._empty.say(
                f"“{self.field.text()}” is nowhere in the project.",
                f"{_counted(summary.searched, 'text')} searched: jobs as they are typed, samples, "
                "rules and settings.",
            )
            self._stack.setCurrentWidget(self._empty)
            self._say("")
        else:
            files = _counted(summary.files, "file")
            more = "The first " if summary.is_cut else ""
            self._say(f"{more}{_counted(summary.hits, 'hit')} in {files}")
        texts, self._replaced = (*self._replaced, *summary.skipped), ()
        self._warn(texts, "ok" if len(texts) == 1 and not summary.skipped else "warn")

    def _on_refused(self, why: str) -> None:
        self.field.tell_wrong(why)
        self.model.clear(has_ticks=False)
        self._say("")
        self._warn((why,))

    def _on_stop(self) -> None:
        self._bench.cancel()
        self.stop.hide()
        self._say(f"Stopped. {_counted(self.model.hits, 'hit')} so far.")

    # ------------------------------------------------------------------ replacing

    def _on_replacing(self, *, is_on: bool) -> None:
        self._replace_row.setVisible(is_on)
        if self.field.text():
            self.search()
        self._refresh_button()

    def _refresh_button(self) -> None:
        count = sum(len(each.hits) for each in self.model.chosen)
        is_on = self.replacing.isChecked()
        self.replace_all.setEnabled(bool(count) and is_on and self._is_current)
        self.replace_all.setText(f"\u2002Replace {count:,}" if count and is_on else "\u2002Replace")
        self.replace_all.setAccessibleName(f"Replace {_counted(count, 'ticked hit')}")
        reason = "Open texts can be undone; files keep a version in the local history."
        self.replace_all.setToolTip(reason if count else "Tick what is to be replaced.")

    def _on_replaced(self, summary: ReplaceSummary) -> None:
        done = f"{_counted(summary.hits, 'hit')} replaced in {_counted(summary.files, 'file')}."
        # Told once what is left is found again.
        self._replaced = (done, *(problem.what for problem in summary.problems))
        self.search()

    # ------------------------------------------------------------------ words

    def _invite(self) -> None:
        self._say("")
        self._empty.say(
            "Search the whole project.",
            "Jobs are searched as they are typed, saved or not; samples, rules and settings too.",
        )
        self._stack.setCurrentWidget(self._empty)

    def _say(self, text: str) -> None:
        self._status.setText(text)
        self._status.setVisible(bool(text))
        self._note.hide()
        self._told.setVisible(bool(text))

    def _warn(self, texts: tuple[str, ...], tone: str = "warn") -> None:
        if not texts:
            return
        shown = list(texts[:3]) + ([f"And {len(texts) - 3} more."] if len(texts) > 3 else [])
        self._note.set_tone(tone)
        self._note.setText("\n".join(shown))
        self._note.show()
        self._told.show()

    def _go_to_hits(self) -> None:
        first = self.model.index(0, 0)
        below = self.model.index(0, 0, first)
        self.hits.setCurrentIndex(below if below.isValid() else first)
        self.hits.setFocus()


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
