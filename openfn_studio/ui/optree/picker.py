"""Choosing a function of the adaptor to insert: a list with a filter, documentation beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QPainter
from PySide6.QtWidgets import QSizePolicy, QSplitter, QStyleOptionViewItem, QWidget

from openfn_studio.language.rework.calls import NewCall
from openfn_studio.language.rework.siblings import Side
from openfn_studio.ui.docs.function_html import function_html
from openfn_studio.ui.docs.function_model import FunctionModel
from openfn_studio.ui.docs.rich_text import RichText
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.dialog import Dialog
from openfn_studio.ui.widgets.drawing import put
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import box, column, row
from openfn_studio.ui.widgets.search_field import SearchField
from openfn_studio.ui.widgets.tree_view import Index, RowDelegate, TreeView
from openfn_studio.workbench.projects.adaptor_facts import AdaptorFact, FunctionFact


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user chose to insert."""

    call: NewCall
    side: Side


class _FunctionDelegate(RowDelegate):
    """The call, and what it does below it."""

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
        function, look = self._model.entry(index.row()).function, self.look
        first, second = self._fonts()
        x, right = rect.left() + look.px(8), rect.right() - look.px(8)
        height = QFontMetrics(first).height()
        below = QFontMetrics(second).height()
        top = QRectF(x, rect.center().y() - (height + below) / 2, right - x, height)
        role = "text_faint" if function.deprecated else "operation"
        end = put(painter, x, top, function.name, look.colour(role), first, right)
        rest = function.signature.removeprefix(function.name)
        put(painter, end, top, rest, look.colour("text_muted"), first, right)
        line = QRectF(x, top.bottom(), right - x, below)
        words = f"Deprecated. {function.deprecated}" if function.deprecated else function.summary
        words = words or "Without documentation."
        put(painter, x, line, words, look.colour("text_faint"), second, right)

    def _fonts(self) -> tuple[QFont, QFont]:
        return self.look.font(SMALL, 500, mono=True), self.look.font(CAPTION)


class FunctionPicker(Dialog):
    """Lets the user choose a function and the side of the chosen operation.

    Args:
        look: The look.
        facts: The job's adaptors.
        call_of: Returns the call of a function that is inserted.
        beside: What it goes beside, e.g. ``2 get``; empty for an empty job.
        parent: The window.

    Signals:
        chosen: A ``Choice``.
    """

    chosen = Signal(object)

    def __init__(
        self,
        look: Look,
        facts: Sequence[AdaptorFact],
        call_of: Callable[[FunctionFact], NewCall],
        beside: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "Insert operation", parent)
        self._call_of = call_of
        self._model = FunctionModel(self)
        self._model.show_adaptors(facts)
        self.search = SearchField(look, "Search functions", "search")
        self.view = self._list()
        self.docs = RichText(look, "Documentation", margin=12)
        self.docs.action_requested.connect(self._on_example)
        self.preview = Label(look, "", SMALL, mono=True)
        """The call that would be inserted."""
        self.preview.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._none = self._nothing()
        self._build(beside)
        self._connect()
        self._on_searched("")
        self.resize(look.px(760), look.px(520))

    def choose(self, name: str) -> bool:
        """Choose a function by its name; False when it is not in the list."""
        row = self._model.row_of(name)
        if row is not None:
            self.view.setCurrentIndex(self._model.index(row, 0))
        return row is not None

    # ------------------------------------------------------------ parts

    def _nothing(self) -> EmptyState:
        if self._model.total:
            why = "The text of the docs is searched too."
            return EmptyState(self.look, "search", "No function has these words.", why)
        why = "The functions of an adaptor are known once it is on this computer."
        return EmptyState(self.look, "search", "No function is known.", why)

    def _list(self) -> TreeView:
        view = TreeView(self.look, indent=0)
        view.setRootIsDecorated(False)
        view.setAccessibleName("Functions")
        self._delegate = _FunctionDelegate(self.look, self._model)
        view.setItemDelegate(self._delegate)
        view.setModel(self._model)
        view.setMinimumWidth(self.look.px(240))
        return view

    def _build(self, beside: str) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        left = column(self.search, 8, self.view, self._none, margins=(0, 0, self.look.px(8), 0))
        splitter.addWidget(box(left))
        splitter.addWidget(self.docs)
        splitter.setSizes([self.look.px(310), self.look.px(410)])
        if beside:
            self.body.addWidget(Label(self.look, f"Beside {beside}", SMALL, tone="muted"))
        self.body.addWidget(splitter, 1)
        shown = row(Label(self.look, "Inserts", SMALL, tone="muted"), self.preview)
        shown.setStretch(1, 1)
        self.body.addLayout(shown)
        cancel = self.add_button("Cancel")
        cancel.clicked.connect(self.reject)
        self._buttons_of: list[tuple[QWidget, Side]] = []
        if beside:
            self._add("Insert before", "before")
        self._add("Insert after" if beside else "Insert", "after", primary=True)

    def _add(self, text: str, side: Side, *, primary: bool = False) -> None:
        button = self.add_button(text, primary=primary)
        button.clicked.connect(lambda: self._take(side))
        self._buttons_of.append((button, side))

    def _connect(self) -> None:
        self.search.textChanged.connect(self._on_searched)
        self.search.down_pressed.connect(self.view.setFocus)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.doubleClicked.connect(lambda _: self._take("after"))
        self.setFocusProxy(self.search)
        self.search.setFocus()

    # ------------------------------------------------------------ choosing

    def _on_searched(self, words: str) -> None:
        self._model.filter(words)
        has_rows = self._model.rowCount() > 0
        self.view.setVisible(has_rows)
        self._none.setVisible(not has_rows)
        for button, _ in self._buttons_of:
            button.setEnabled(has_rows)
        if has_rows:
            self.view.setCurrentIndex(self._model.index(0, 0))
        else:
            self.docs.show_html(str)
            self.preview.setText("")

    def _on_current(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid():
            entry = self._model.entry(current.row())
            code = self.docs.code
            self.docs.show_html(lambda: function_html(entry.function, entry.origin, code))
            self.docs.verticalScrollBar().setValue(0)
            self.preview.setText(" ".join(self._call_of(entry.function).text.split()))

    def _on_example(self, action: str) -> None:
        """Insert or copy an example of the documentation: ``insert:0``."""
        verb, _, number = action.partition(":")
        function = self._model.entry(self.view.currentIndex().row()).function
        code = function.examples[int(number)].code.strip()
        if verb == "insert":
            self._choose_call(NewCall(code.rstrip(";")), "after")
        else:
            QGuiApplication.clipboard().setText(code)

    def _take(self, side: Side) -> None:
        current = self.view.currentIndex()
        if current.isValid():
            self._choose_call(self._call_of(self._model.entry(current.row()).function), side)

    def _choose_call(self, call: NewCall, side: Side) -> None:
        self.accept()
        self.chosen.emit(Choice(call, side))
