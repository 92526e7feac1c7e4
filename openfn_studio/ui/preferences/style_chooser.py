"""The list of syntax styles, and a piece of a job in the chosen one."""

from PySide6.QtCore import QModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QStandardItem, QStandardItemModel, QTextDocument
from PySide6.QtWidgets import QWidget

from openfn_studio.settings import Setting, Value
from openfn_studio.ui.docs.code_html import code_html
from openfn_studio.ui.editor.syntax_style import style_names, syntax_style
from openfn_studio.ui.preferences.controls import Control
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.drawing import put
from openfn_studio.ui.widgets.layouts import bar, column, row
from openfn_studio.ui.widgets.tree_view import Index, RowDelegate, TreeView

SAMPLE = """\
// Sends each visit of the form to the register.
each('$.data.visits[*]', state => {
  const { id, weight } = state.data;
  return post(`/children/${id}/visits`, {
    body: { weight: weight * 1000, seen: true },
    retry: null,
  })(state);
});
"""
_NAME = Qt.ItemDataRole.UserRole
_HEIGHT = 190


class StyleSample(QWidget):
    """A piece of a job, painted in a style."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._name = ""
        self._family = ""
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0)
        self.setAccessibleName("Sample of the syntax style")
        look.changed.connect(self._refresh)

    def show_style(self, name: str) -> None:
        """Paint the sample in another style."""
        self._name = name
        self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the code."""
        painter = QPainter(self)
        style = syntax_style(self._look, self._name)
        painter.fillRect(self.rect(), style.ground)
        margin = self._look.px(12)
        painter.translate(margin, margin)
        room = QRectF(0, 0, self.width() - 2 * margin, self.height() - 2 * margin)
        self._document.drawContents(painter, room)

    def _refresh(self) -> None:
        style = syntax_style(self._look, self._name)
        self._document.setDefaultFont(self._look.font(SMALL, mono=True))
        self._document.setHtml(
            f'<pre style="color: {style.text}; margin: 0">{code_html(SAMPLE, style)}</pre>'
        )
        self.update()


class _StyleDelegate(RowDelegate):
    """The name of a style."""

    def content(self, painter: QPainter, rect: QRectF, index: Index, option: object) -> None:
        """Draw the name."""
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        x = rect.left() + self.look.px(4)
        put(painter, x, rect, text, self.look.colour("text"), self.look.font(SMALL))


class StyleChooser(Control):
    """The styles as a list: what is current in it is used at once and seen in the sample."""

    def __init__(self, look: Look, setting: Setting) -> None:
        super().__init__()
        self._look = look
        self._model = QStandardItemModel(self)
        for style in style_names():
            item = QStandardItem(style.title)
            item.setData(style.name, _NAME)
            self._model.appendRow(item)
        self._list = TreeView(look, indent=8)
        self._list.setRootIsDecorated(False)
        self._list.setAccessibleName(setting.title)
        self._delegate = _StyleDelegate(look, 26)
        self._list.setItemDelegate(self._delegate)
        self._list.setModel(self._model)
        self._list.selectionModel().currentChanged.connect(self._on_current)
        self._sample = StyleSample(look)
        frame = bar(column(self._list, margins=(1, 1, 1, 1)), kind="surface", edge="all")
        shown = bar(column(self._sample, margins=(1, 1, 1, 1)), kind="surface", edge="all")
        frame.setMinimumWidth(look.px(180))
        layout = row(frame, shown, gap=8)
        layout.setStretch(0, 2)
        layout.setStretch(1, 5)
        self.setLayout(layout)
        self.setFocusProxy(self._list)
        look.changed.connect(self._rescale)
        self._rescale()

    def show_value(self, value: Value) -> None:
        """Make a style current."""
        for number in range(self._model.rowCount()):
            index = self._model.index(number, 0)
            if index.data(_NAME) == value and index != self._list.currentIndex():
                self._list.setCurrentIndex(index)
        self._sample.show_style(str(value))

    def _on_current(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid():
            self._sample.show_style(str(current.data(_NAME)))
            self.picked.emit(current.data(_NAME))

    def _rescale(self) -> None:
        self.setFixedHeight(self._look.px(_HEIGHT))
