"""A list of functions with a search, and the documentation of the one that is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QSplitter, QStackedWidget, QStyleOptionViewItem, QWidget

from openfn_studio.ui.docs.function_html import call_template, function_html
from openfn_studio.ui.docs.function_model import Entry, FunctionModel
from openfn_studio.ui.docs.rich_text import RichText
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.drawing import put
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.layouts import bar, column, row
from openfn_studio.ui.widgets.search_field import SearchField
from openfn_studio.ui.widgets.tree_view import Index, RowDelegate, TreeView
from openfn_studio.workbench.projects.adaptor_facts import AdaptorFact


class _FunctionDelegate(RowDelegate):
    """The call in the code font, what it does below it."""

    def __init__(self, look: Look, model: FunctionModel) -> None:
        super().__init__(look, 42)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of two lines."""
        lines = sum(QFontMetrics(font).height() for font in self._fonts())
        return QSize(10, max(self.look.px(42), lines + self.look.px(10)))

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw a function."""
        function = self._model.entry(index.row()).function
        look, (first, second) = self.look, self._fonts()
        x, right = rect.left() + look.px(8), rect.right() - look.px(8)
        height = QFontMetrics(first).height()
        top = rect.center().y() - (height + QFontMetrics(second).height()) / 2
        line = QRectF(x, top, right - x, height)
        is_off = bool(function.deprecated)
        role = "text_faint" if is_off else "operation"
        end = put(painter, x, line, function.name, look.colour(role), first, right)
        rest = function.signature.removeprefix(function.name)
        put(painter, end, line, rest, look.colour("text_muted"), first, right)
        line = QRectF(x, line.bottom(), right - x, QFontMetrics(second).height())
        summary = f"Deprecated. {function.deprecated}" if is_off else function.summary
        summary = summary or "Without documentation."
        put(painter, x, line, summary, look.colour("text_faint"), second, right)

    def _fonts(self) -> tuple[QFont, QFont]:
        return self.look.font(SMALL, 500, mono=True), self.look.font(CAPTION)


class FunctionBrowser(QWidget):
    """Search, list and text. In a dock the text stands below the list, on a page beside it.

    Signals:
        insert_requested: Code to insert at the caret.
        copy_requested: Code for the clipboard.
        link_requested: An address to open in the browser.
    """

    insert_requested = Signal(object)
    copy_requested = Signal(object)
    link_requested = Signal(object)

    def __init__(self, look: Look, *, beside: bool) -> None:
        super().__init__()
        self._look = look
        self.model = FunctionModel(self)
        self.search = SearchField(look, "Search functions", "search")
        self.view = self._list()
        self.text = RichText(look, "Documentation")
        self._none = EmptyState(look, "function-square", "", "")
        self._insert = Button(look, "Insert", icon="text-cursor-input")
        self._copy = Button(look, "Copy", icon="copy")
        self._listed = QStackedWidget()
        self._entry: Entry | None = None
        self._build(beside)
        self._connect()
        self._show_entry(None)

    def show_adaptors(self, facts: Sequence[AdaptorFact]) -> None:
        """Take the functions of these adaptors; the chosen one stays when it is still there."""
        name = self._entry.function.name if self._entry else ""
        self.model.show_adaptors(facts)
        self._after_reset(name)

    def show_function(self, name: str) -> bool:
        """Choose a function by its name and show it; False when there is none."""
        if not self.model.has(name):
            return False
        if self.model.row_of(name) is None:
            self.search.clear()
        self._choose(name)
        return True

    @property
    def chosen(self) -> str:
        """The name of the function that is shown; empty when there is none."""
        return self._entry.function.name if self._entry else ""

    # ------------------------------------------------------------------ parts

    def _list(self) -> TreeView:
        view = TreeView(self._look, indent=0)
        view.setRootIsDecorated(False)
        view.setAccessibleName("Functions")
        self._delegate = _FunctionDelegate(self._look, self.model)
        view.setItemDelegate(self._delegate)
        view.setModel(self.model)
        return view

    def _build(self, beside: bool) -> None:
        for each in (self.view, self._none):
            self._listed.addWidget(each)
        head = bar(row(self.search, margins=(12, 8, 12, 8)), kind="surface", edge="bottom")
        upper = column(head, self._listed)
        foot = bar(
            row(None, self._copy, self._insert, margins=(12, 8, 12, 8)), kind="surface", edge="top"
        )
        lower = column(self.text, foot)
        splitter = QSplitter(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)
        splitter.setHandleWidth(1)
        for layout in (upper, lower):
            part = bar(layout, kind="surface")
            splitter.addWidget(part)
        splitter.setSizes([300, 480] if beside else [240, 360])
        splitter.setChildrenCollapsible(False)
        self.setLayout(column(splitter))

    def _connect(self) -> None:
        self.search.textChanged.connect(self._on_searched)
        self.search.down_pressed.connect(self.view.setFocus)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.activated.connect(lambda _: self._on_action("insert:0"))
        self.text.action_requested.connect(self._on_action)
        self.text.link_requested.connect(self.link_requested)
        self._insert.clicked.connect(lambda: self._on_action("insert:0"))
        self._copy.clicked.connect(lambda: self._on_action("copy:0"))

    # ------------------------------------------------------------------ choosing

    def _on_searched(self, words: str) -> None:
        name = self.chosen
        self.model.filter(words)
        self._after_reset(name)

    def _after_reset(self, name: str) -> None:
        found = self.model.rowCount() > 0
        self._listed.setCurrentWidget(self.view if found else self._none)
        if self.model.total:
            self._none.say("No function has these words.", "The text of the docs is searched too.")
        else:
            self._none.say("There is no function.", "A job finds nothing to call here.")
        if found:
            self._choose(name if self.model.row_of(name) is not None else "")
        elif not self.model.total:
            self._show_entry(None)

    def _choose(self, name: str) -> None:
        index = self.model.index(self.model.row_of(name) or 0, 0)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
        self._show_entry(self.model.entry(index.row()))

    def _on_current(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid():
            self._show_entry(self.model.entry(current.row()))

    def _show_entry(self, entry: Entry | None) -> None:
        if entry is not None and entry == self._entry:
            return
        self._entry = entry
        self._insert.setEnabled(entry is not None)
        self._copy.setEnabled(entry is not None)
        if entry is None:
            self.text.show_html(str)
            return
        code = self.text.code
        self.text.show_html(lambda: function_html(entry.function, entry.origin, code))
        self.text.verticalScrollBar().setValue(0)
        what = "the example" if entry.function.examples else "a call"
        self._insert.setToolTip(f"Insert {what} of {entry.function.name} at the caret")
        self._copy.setToolTip(f"Copy {what} of {entry.function.name}")

    def _on_action(self, action: str) -> None:
        if not self._entry:
            return
        verb, _, number = action.partition(":")
        function = self._entry.function
        examples = [example.code.strip() for example in function.examples]
        wanted = int(number) if number.isdecimal() else 0
        code = examples[wanted] if wanted < len(examples) else call_template(function)
        signal = self.insert_requested if verb == "insert" else self.copy_requested
        signal.emit(code)
