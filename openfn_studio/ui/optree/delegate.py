"""How a line of the tree is painted, and how a value in it is edited."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QWidget

from openfn_studio.ui.optree.entry import Entry, OperationEntry
from openfn_studio.ui.optree.marks import Marks
from openfn_studio.ui.optree.model import ENTRY
from openfn_studio.ui.optree.wording import Part, Wording, wording_of
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import put, put_right, width_of
from openfn_studio.ui.widgets.tree_view import Index, RowDelegate

_SEVERITY = {"error": ("circle-x", "err"), "warning": ("triangle-alert", "warn")}


class LineDelegate(RowDelegate):
    """Paints icon, words and marks.

    Args:
        look: The look.

    Signals:
        value_written: ``(index, text)``: a value was edited in place.
    """

    value_written = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.marks = Marks()
        """What stands at the right of the lines."""
        self.is_stale = False
        """Whether the lines are of an earlier text: they are grey then."""
        self.value_at: Callable[[Index], str] = _nothing
        """Returns what is edited of the value of a line."""

    def font(self) -> QFont:
        """Return the code font: it is the higher one."""
        return self.look.font(SMALL, mono=True)

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw a line."""
        entry = index.data(ENTRY)
        if entry is None:
            return
        wording = wording_of(entry)
        right = self._right(painter, rect, entry, wording)
        x = rect.left() + 1
        if wording.icon:
            side = self.look.px(14)
            mark = QRectF(x, rect.center().y() - side / 2 + 0.5, side, side)
            self.look.draw_icon(painter, wording.icon, mark, self._role(wording.icon_role))
            x = mark.right() + self.look.px(7)
        if wording.number is not None:
            faint = self.look.colour("text_faint")
            x = put(painter, x, rect, str(wording.number), faint, self.look.font(CAPTION), right)
            x += self.look.px(6)
        for part in wording.parts:
            x = put(painter, x, rect, part.text, self._colour(part), self._font(part), right)

    def _right(self, painter: QPainter, rect: QRectF, entry: Entry, wording: Wording) -> float:
        """Draw what stands at the right; return where the room left of it ends."""
        look = self.look
        right = rect.right() - look.px(10)
        small = look.font(CAPTION)
        if wording.note:
            colour = look.colour(self._role(wording.note_role))
            right = put_right(painter, right, rect, wording.note, colour, small)
        if self.is_stale:
            return right
        run = self.marks.run_of(entry.range) if isinstance(entry, OperationEntry) else None
        if run is not None:
            right = self._icon(painter, rect, right, run.icon, run.tone)
            time = run.time or run.words
            right = put_right(painter, right, rect, time, look.colour("text_faint"), small)
        problem = self.marks.problem_of(entry.range)
        if problem is not None and problem.severity in _SEVERITY:
            right = self._icon(painter, rect, right, *_SEVERITY[problem.severity])
        return right

    def _icon(self, painter: QPainter, rect: QRectF, right: float, icon: str, role: str) -> float:
        side = self.look.px(13)
        place = QRectF(right - side, rect.center().y() - side / 2 + 0.5, side, side)
        self.look.draw_icon(painter, icon, place, role, 2.25)
        return right - side - self.look.px(5)

    def _role(self, role: str) -> str:
        return "disabled" if self.is_stale else role

    def _colour(self, part: Part) -> QColor:
        return self.look.colour("text_faint" if self.is_stale else part.role)

    def _font(self, part: Part) -> QFont:
        font = self.look.font(SMALL, 500 if part.is_strong else 400, mono=part.is_mono)
        font.setStrikeOut(part.is_struck)
        return font

    # ------------------------------------------------------------ editing in place

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field for a value."""
        field = QLineEdit(parent)
        field.setFont(self.look.font(SMALL, mono=True))
        field.setAccessibleName("Value")
        field.setProperty("inline", "true")
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the value as it is, all of it selected."""
        if isinstance(editor, QLineEdit):
            editor.setText(self.value_at(index))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        """Tell what was written; the text changes first, and the tree with it."""
        if isinstance(editor, QLineEdit) and editor.isModified():
            self.value_written.emit((index, editor.text()))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Put the field over the value, not over its name."""
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        wording = wording_of(index.data(ENTRY))
        left = rect.left() + self.look.px(22)
        if len(wording.parts) > 1:
            left += width_of(wording.parts[0].text, self._font(wording.parts[0]))
        editor.setGeometry(rect.adjusted(left - rect.left() - self.look.px(5), 1, -4, -1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Tab in the field: it is no way to the next value."""
        is_tab = isinstance(event, QKeyEvent) and event.key() in (
            Qt.Key.Key_Tab,
            Qt.Key.Key_Backtab,
        )
        if is_tab and event.type() == QEvent.Type.KeyPress and isinstance(watched, QLineEdit):
            self.commitData.emit(watched)
            self.closeEditor.emit(watched)
            return True
        return super().eventFilter(watched, event)


def _nothing(_: Index) -> str:
    return ""
