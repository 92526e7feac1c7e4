"""The guide as a page: chapters at the left, text at the right, a search in it."""

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QWidget

from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.docs.rich_text import RichText
from openfn_studio.ui.help.guide import read_guide
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY, PAGE, SMALL
from openfn_studio.ui.widgets.drawing import put
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, column, row
from openfn_studio.ui.widgets.search_field import SearchField
from openfn_studio.ui.widgets.tree_view import Index, RowDelegate, TreeView

_WIDEST = 820
_LEAST_LIST = 150


class _ChapterDelegate(RowDelegate):
    """The title of a chapter."""

    def content(self, painter: QPainter, rect: QRectF, index: Index, option: object) -> None:
        """Draw the title."""
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        x = rect.left() + self.look.px(8)
        put(painter, x, rect, text, self.look.colour("text"), self.look.font(BODY))


class HelpPage(QWidget):
    """The guide of the window.

    Signals:
        link_requested: An address to open in the browser.
    """

    link_requested = Signal(object)

    def __init__(self, look: Look, actions: Actions) -> None:
        super().__init__()
        self._look = look
        self._guide = read_guide(actions)
        self.text = RichText(look, "Guide", margin=24, widest=_WIDEST)
        self.search = SearchField(look, "Find in the guide", "search")
        self.chapters = self._chapter_list()
        self._found = Label(look, "", SMALL, tone="muted")
        self.setAccessibleName("Guide")
        self.setFocusProxy(self.search)
        self._build()
        # The page's own head says what it is.
        self.text.show_markdown(self._guide.text.partition("\n")[2])
        self.text.link_requested.connect(self.link_requested)
        self.search.textChanged.connect(lambda _: self._find(from_start=True))
        self.search.returnPressed.connect(lambda: self._find(from_start=False))
        self.search.down_pressed.connect(self.chapters.setFocus)

    def show_chapter(self, title: str) -> None:
        """Put a chapter at the top."""
        document = self.text.document()
        block = document.begin()
        while block.isValid():
            if block.text() == title and block.blockFormat().headingLevel() == 2:
                place = document.documentLayout().blockBoundingRect(block).top()
                self.text.verticalScrollBar().setValue(round(place) - self._look.px(12))
                return
            block = block.next()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._rescale()

    # ------------------------------------------------------------------ parts

    def _chapter_list(self) -> TreeView:
        model = QStandardItemModel(self)
        for chapter in self._guide.chapters:
            model.appendRow(QStandardItem(chapter))
        view = TreeView(self._look, chrome=True, indent=0)
        view.setRootIsDecorated(False)
        view.setAccessibleName("Chapters")
        self._delegate = _ChapterDelegate(self._look, 30)
        view.setItemDelegate(self._delegate)
        view.setModel(model)
        view.selectionModel().currentChanged.connect(self._on_chapter)
        view.clicked.connect(lambda index: self._on_chapter(index, index))
        return view

    def _build(self) -> None:
        head = row(
            Label(self._look, "Guide", PAGE, 600),
            None,
            self._found,
            self.search,
            gap=12,
            margins=(24, 20, 24, 16),
        )
        side = bar(column(self.chapters, margins=(16, 0, 8, 16)), kind="chrome")
        shown = bar(column(self.text), kind="surface", edge="left")
        body = row(side, shown, gap=0)
        body.setStretch(1, 1)
        self.setLayout(column(bar(column(head, body), kind="chrome")))
        self._side = side
        self._look.changed.connect(self._rescale)
        self._rescale()

    # ------------------------------------------------------------------ moving

    def _on_chapter(self, index: QModelIndex, _: QModelIndex) -> None:
        if index.isValid():
            self.show_chapter(str(index.data()))

    def _find(self, *, from_start: bool) -> None:
        words = self.search.text()
        is_there = self.text.find_words(words, onwards=not from_start)
        self._found.setText("" if is_there or not words else "Not in the guide.")

    def _rescale(self) -> None:
        px = self._look.px
        # Beside a narrow text the chapters give way first.
        self._side.setFixedWidth(min(px(250), max(_LEAST_LIST, round(self.width() * 0.28))))
        self.search.setMinimumWidth(min(px(220), max(_LEAST_LIST, self.width() // 3)))
