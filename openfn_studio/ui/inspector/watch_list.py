"""The watched values: what each is now, and a line of what it was over the run."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QStyleOptionViewItem

from openfn_studio.state.path import as_state_expression
from openfn_studio.state.pointer import Path
from openfn_studio.ui.inspector.watch_model import WatchModel
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import put
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import column, row
from openfn_studio.ui.widgets.tree_view import Index, RowDelegate, TreeView
from openfn_studio.workbench.running.moments import Followed, Sample

_MOST_ROWS = 4
_SPARK = 56


class WatchDelegate(RowDelegate):
    """Draws path, value and a line of the values over the run."""

    def font(self) -> QFont:
        """Return the font of state."""
        return self.look.font(SMALL, mono=True)

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw a watched value."""
        model = index.model()
        if not isinstance(model, WatchModel):
            return
        look, font = self.look, self.font()
        right = rect.right() - look.px(14)
        followed = model.followed(index)
        if followed is not None and len(followed.samples) > 1:
            width = look.px(_SPARK)
            place = QRectF(right - width, rect.top() + 6, width, rect.height() - 12)
            self._draw_line(painter, place, followed, model.place_in(followed))
            right = place.left() - look.px(10)
        path = as_state_expression(model.path(index) or ()).removeprefix("state.")
        x, half = rect.left() + look.px(14), rect.left() + rect.width() * 0.55
        x = put(painter, x, rect, path, look.colour("property"), font, min(half, right))
        x = put(painter, x, rect, ": ", look.colour("punctuation"), font, right)
        ink = look.colour("text" if model.sample(index) is not None else "text_faint")
        put(painter, x, rect, model.words(index), ink, font, right)

    def _draw_line(self, painter: QPainter, place: QRectF, followed: Followed, at: int) -> None:
        samples = followed.samples
        heights = _heights(samples)
        step = place.width() / (len(samples) - 1)
        points = [
            None
            if height is None
            else QPointF(place.left() + number * step, place.bottom() - height * place.height())
            for number, height in enumerate(heights)
        ]
        painter.setPen(QPen(self.look.colour("accent"), 1.5))
        for one, other in pairwise(points):
            if one is not None and other is not None:
                painter.drawLine(one, other)
        here = points[at]
        if here is not None:
            painter.setBrush(self.look.colour("accent"))
            painter.drawEllipse(here, 2.5, 2.5)


class WatchList(QFrame):
    """The watched values with their head; not shown while nothing is watched.

    Signals:
        path_opened: The ``Path`` of a value to be shown in the tree.
        removed: The ``Path`` that is not to be watched any more.
    """

    path_opened = Signal(object)
    removed = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("bar", "surface")
        self.setProperty("edge", "top")
        self.watches = WatchModel(self)
        self._rows = WatchDelegate(look, 26)
        self._view = TreeView(look)
        self._view.setRootIsDecorated(False)
        self._view.setModel(self.watches)
        self._view.setItemDelegate(self._rows)
        self._view.setAccessibleName("Watched values")
        self._view.clicked.connect(self._on_opened)
        self._view.activated.connect(self._on_opened)
        head = row(Label(look, "Watched", CAPTION, 600, tone="muted"), None)
        head.setContentsMargins(look.px(14), look.px(8), look.px(14), look.px(2))
        self.setLayout(column(head, self._view, margins=(0, 0, 0, look.px(4))))
        look.changed.connect(self._resize)
        self._resize()

    def watch(self, paths: Sequence[Path]) -> None:
        """Watch other paths."""
        self.watches.watch(paths)
        self._resize()

    def show_values(self, followed: Sequence[Followed], point: int | None) -> None:
        """Show what the values were, and which point is in view."""
        self.watches.show(followed, point)
        self._view.viewport().update()

    def mask(self, is_masked: bool) -> None:
        """Say only that there are values, or the values."""
        self.watches.is_masked = is_masked
        self._view.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Stop watching by Delete."""
        path = self.watches.path(self._view.currentIndex())
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and path is not None:
            self.removed.emit(path)
        else:
            super().keyPressEvent(event)

    def _on_opened(self, index: QModelIndex) -> None:
        path = self.watches.path(index)
        if path is not None:
            self.path_opened.emit(path)

    def _resize(self) -> None:
        count = self.watches.rowCount()
        self.setVisible(count > 0)
        height = self._rows.sizeHint(QStyleOptionViewItem(), QModelIndex()).height()
        self._view.setFixedHeight(height * min(count, _MOST_ROWS))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


def _heights(samples: Sequence[Sample | None]) -> list[float | None]:
    """Return each sample's height from 0 to 1; texts have one height each."""
    levels: dict[str, int] = {}
    values: list[float | None] = []
    for sample in samples:
        if sample is None:
            values.append(None)
        elif sample.number is not None:
            values.append(sample.number)
        else:
            values.append(float(levels.setdefault(sample.text, len(levels))))
    known = [value for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    if low == high:
        return [None if value is None else 0.5 for value in values]
    return [None if value is None else (value - low) / (high - low) for value in values]
