"""The list of what can be written at the caret."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from openfn_studio.language.candidates import Candidate, Completions
from openfn_studio.ui.editor.assist.card import place_beside
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY, SMALL
from openfn_studio.ui.widgets.drawing import put, width_of
from openfn_studio.ui.widgets.label import Label

Index = QModelIndex | QPersistentModelIndex
_ROWS = 9
_ICONS = {
    "operation": ("function-square", "accent"),
    "function": ("function-square", "text_muted"),
    "key": ("braces", "property"),
    "item": ("brackets", "property"),
    "method": ("function-square", "text_muted"),
    "option": ("list", "property"),
    "variable": ("variable", "number"),
    "keyword": ("code", "keyword"),
}
_CANDIDATE = Qt.ItemDataRole.UserRole


class CandidateModel(QAbstractListModel):
    """The candidates, one a row."""

    def __init__(self) -> None:
        super().__init__()
        self._candidates: tuple[Candidate, ...] = ()

    def show(self, candidates: tuple[Candidate, ...]) -> None:
        """Hold other candidates."""
        self.beginResetModel()
        self._candidates = candidates
        self.endResetModel()

    def candidate(self, row: int) -> Candidate | None:
        """Return the candidate of a row."""
        return self._candidates[row] if 0 <= row < len(self._candidates) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many candidates there are."""
        return 0 if parent.isValid() else len(self._candidates)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a candidate's label, itself, or what a screen reader says."""
        found = self.candidate(index.row()) if index.isValid() else None
        if found is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return found.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (found.label, found.detail, found.example, found.note)))
        return found if role == _CANDIDATE else None


class _Delegate(QStyledItemDelegate):
    """Draws icon and name, then the signature or type, and an example at the right edge."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics = QFontMetrics(self._look.font(BODY, mono=True))
        return QSize(10, max(self._look.px(24), metrics.height() + self._look.px(6)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        candidate = index.data(_CANDIDATE)
        if not isinstance(candidate, Candidate):
            return
        look, rect = self._look, QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.colour("selection"))
        side = look.px(14)
        icon, role = _ICONS[candidate.kind]
        middle = rect.center().y() - side / 2
        look.draw_icon(painter, icon, QRectF(rect.left() + look.px(8), middle, side, side), role)
        self._words(painter, rect, candidate)
        painter.restore()

    def _words(self, painter: QPainter, rect: QRectF, candidate: Candidate) -> None:
        look = self._look
        mono, small = look.font(BODY, mono=True), look.font(SMALL)
        right = rect.right() - look.px(10)
        shown = candidate.example
        if shown:
            most = rect.width() * 0.45
            width = min(width_of(shown, look.font(SMALL, mono=True)), most)
            font = look.font(SMALL, mono=True)
            put(painter, right - width, rect, shown, look.colour("string"), font, right)
            right -= width + look.px(12)
        x = rect.left() + look.px(30)
        x = put(painter, x, rect, candidate.label, look.colour("text"), mono, right)
        detail_font = mono if candidate.kind == "operation" else small
        gap = 0 if candidate.kind == "operation" else look.px(10)
        colour = look.colour("text_faint")
        put(painter, x + gap, rect, candidate.detail, colour, detail_font, right)


class CompletionPopup(QFrame):
    """Floats under the caret. The keyboard stays in the text: the completer moves the choice.

    Signals:
        accepted: The ``Candidate`` that was clicked.
    """

    accepted = Signal(object)

    def __init__(self, look: Look, editor: QWidget) -> None:
        super().__init__(editor)
        self._look = look
        self._editor = editor
        self.setProperty("bar", "raised")
        self.setProperty("edge", "all")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Completion")
        self.model = CandidateModel()
        self.view = QListView()
        self.view.setModel(self.model)
        self._delegate = _Delegate(look, self.view)
        self.view.setItemDelegate(self._delegate)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setAccessibleName("Candidates")
        self.view.clicked.connect(self._on_clicked)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._tell())
        self._note = Label(look, "", SMALL, tone="muted")
        self._note.setContentsMargins(look.px(8), look.px(4), look.px(8), look.px(5))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._note)
        self.hide()

    @property
    def current(self) -> Candidate | None:
        """The chosen candidate."""
        return self.model.candidate(self.view.currentIndex().row())

    def show_at(self, completions: Completions, line: QRect) -> None:
        """Show some candidates beside a line, the best one chosen.

        Args:
            completions: At least one candidate.
            line: The caret's line on the screen; the list begins at its left edge.
        """
        self.model.show(completions.candidates)
        self.view.setCurrentIndex(self.model.index(0))
        window = self._editor.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.resize(self._fitting_size(completions.candidates, window))
        place = QRect(window.mapFromGlobal(line.topLeft()), line.size())
        indent = self._look.px(30)
        place.moveLeft(max(0, place.left() - indent))
        self.move(place_beside(self.size(), place, window.size(), above=False))
        self.show()
        self.raise_()

    def move_choice(self, rows: int) -> None:
        """Choose another row; past either end the other one follows."""
        count = self.model.rowCount()
        if count:
            row = self.view.currentIndex().row() + rows
            row = row % count if abs(rows) == 1 else max(0, min(count - 1, row))
            self.view.setCurrentIndex(self.model.index(row))

    @property
    def page(self) -> int:
        """How many rows PageDown goes."""
        return _ROWS - 1

    def _fitting_size(self, candidates: tuple[Candidate, ...], window: QWidget) -> QSize:
        look = self._look
        mono, small = look.font(BODY, mono=True), look.font(SMALL, mono=True)
        widest = max(
            width_of(one.label + one.detail, mono) + width_of(one.example[:40], small)
            for one in candidates[:40]
        )
        width = max(look.px(300), min(widest + look.px(80), look.px(560), window.width() - 8))
        rows = min(_ROWS, len(candidates))
        row = self.view.sizeHintForRow(0)
        has_notes = any(one.note for one in candidates)
        self._note.setVisible(has_notes)
        note = self._note.sizeHint().height() if has_notes else 0
        return QSize(width, rows * row + note + 4)

    def _tell(self) -> None:
        chosen = self.current
        if chosen is not None:
            metrics = QFontMetrics(self._note.font())
            room = max(self.width(), self._look.px(300)) - self._look.px(20)
            elide = Qt.TextElideMode.ElideRight
            self._note.setText(metrics.elidedText(chosen.note or " ", elide, room))

    def _on_clicked(self, index: QModelIndex) -> None:
        candidate = self.model.candidate(index.row())
        if candidate is not None:
            self.accepted.emit(candidate)
