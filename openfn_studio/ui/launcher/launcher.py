"""The palette: one field, one list; goes to anything and does anything, by keyboard."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from openfn_studio.ui.launcher.entry import Entry, ranked
from openfn_studio.ui.launcher.sources import Source
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY, CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import put, put_right
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, row
from openfn_studio.ui.widgets.tree_view import Index, RowDelegate, paint_ground

ENTRY = int(Qt.ItemDataRole.UserRole)
_WIDTH = 600
_ROWS = 12
_RECENT = 20
_MOVES = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class EntryModel(QAbstractListModel):
    """The entries that fit what was typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """List other entries."""
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return an entry, or its words for screen readers."""
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == ENTRY:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(filter(None, (entry.title, entry.detail, entry.keys)))
        return None


class EntryDelegate(RowDelegate):
    """An entry: icon, title, where it is, its keys."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the ground too: a list has no rows of its own."""
        view = option.widget  # pyright: ignore[reportAttributeAccessIssue]
        is_selected = isinstance(view, QListView) and view.currentIndex() == index
        place = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        paint_ground(self.look, painter, option, place, is_selected)
        super().paint(painter, option, index)

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw one entry."""
        entry = index.data(ENTRY)
        if not isinstance(entry, Entry):
            return
        look, px = self.look, self.look.px
        is_usable = entry.act is not None
        x = rect.left() + px(12)
        if entry.icon:
            place = QRectF(x, rect.center().y() - px(7), px(14), px(14))
            look.draw_icon(painter, entry.icon, place, "icon" if is_usable else "disabled")
        x += px(24)
        right = rect.right() - px(12)
        if entry.keys:
            right = put_right(
                painter, right, rect, entry.keys, look.colour("text_faint"), look.font(CAPTION)
            )
        ink = look.colour("text" if is_usable else "text_faint")
        x = put(painter, x, rect, entry.title, ink, look.font(BODY), right) + px(8)
        faint = look.colour("text_faint")
        put(painter, x, rect, entry.detail, faint, look.font(SMALL), right)


class Launcher(QFrame):
    """The palette over the window.

    Args:
        look: The look.
        window: Over which it opens.
        sources: Where it looks, by the beginning of the text; the one with no prefix comes first.

    Signals:
        used: The ids of the entries used lately, the latest first: to be remembered.
    """

    used = Signal(object)

    def __init__(self, look: Look, window: QWidget, sources: Sequence[Source]) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._sources = tuple(sources)
        self._recent: tuple[str, ...] = ()
        self._before: QWidget | None = None
        self.setProperty("bar", "raised")
        self.setProperty("edge", "all")
        self.setAccessibleName("Command palette")
        self._field = QLineEdit()
        self._field.setAccessibleName("Type to search")
        self._field.textChanged.connect(self._on_typed)
        self._field.installEventFilter(self)
        self._model = EntryModel(self)
        self._list = QListView()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(True)
        self._list.setModel(self._model)
        self._delegate = EntryDelegate(look, 30)
        self._list.setItemDelegate(self._delegate)
        self._list.clicked.connect(self._act_on)
        self._hint = Label(look, "", CAPTION, tone="faint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(bar(row(self._field, margins=(8, 8, 8, 8)), kind="raised", edge="bottom"))
        layout.addWidget(self._list, 1)
        layout.addWidget(bar(row(self._hint, margins=(14, 6, 14, 6)), kind="chrome", edge="top"))
        self.hide()

    def remember(self, recent: Sequence[str]) -> None:
        """Take what was used lately, the latest first."""
        self._recent = tuple(recent)

    def open_with(self, text: str = "") -> None:
        """Show the palette with a text in its field, whose prefix says what it looks among."""
        window = self._window
        if not self.isVisible():
            self._before = window.window().focusWidget()
        self._field.setFont(self._look.font(BODY))
        width = min(self._look.px(_WIDTH), window.width() - 40)
        height = self._look.px(30) * _ROWS + self._look.px(84)
        top = self._look.px(48)
        self.setGeometry(
            (window.width() - width) // 2, top, width, min(height, window.height() - top)
        )
        self.show()
        self.raise_()
        self._field.setText(text)
        self._field.setCursorPosition(len(text))
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)
        self._on_typed(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that move in the list; close when the keyboard goes elsewhere."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        if event.type() == QEvent.Type.FocusOut and self.isVisible() and not self.underMouse():
            self.hide()
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() in _MOVES:
            self._list.keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self._close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._act_on(self._list.currentIndex())
        else:
            return False
        return True

    def _on_typed(self, text: str) -> None:
        source = self._source_for(text)
        rest = text.removeprefix(source.prefix)
        self._hint.setText(self._hint_for(source))
        entries = source.entries(rest)
        typed = "" if source.prefix == ":" else rest
        self._model.show_entries(ranked(typed, entries, self._recent))
        self._list.setCurrentIndex(self._model.index(0))

    def _source_for(self, text: str) -> Source:
        with_prefix = [one for one in self._sources if one.prefix and text.startswith(one.prefix)]
        plain = [one for one in self._sources if not one.prefix]
        return (with_prefix or plain or list(self._sources))[0]

    def _hint_for(self, source: Source) -> str:
        others = "   ".join(
            f"{one.prefix} {one.hint.removeprefix('Type ')}" for one in self._sources if one.prefix
        )
        return others if not source.prefix else f"{source.hint}. Escape closes."

    def _act_on(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY)
        if not isinstance(entry, Entry) or entry.act is None:
            return
        self._recent = (entry.id, *(name for name in self._recent if name != entry.id))[:_RECENT]
        self.used.emit(self._recent)
        self._close()
        entry.act()

    def _close(self) -> None:
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
