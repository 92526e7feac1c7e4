"""Where the caret is: the lines around it, from the operation inwards."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from openfn_studio.domain.text import TextRange
from openfn_studio.ui.optree.entry import Entry, OperationEntry, SyntaxEntry
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.drawing import put, width_of


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way."""

    text: str
    range: TextRange


def crumb_of(entry: Entry) -> Crumb:
    """Return a line as a step: an operation's number and name, an argument's name."""
    if isinstance(entry, OperationEntry):
        item = entry.item
        is_call = item.kind in ("operation", "nested", "off")
        text = item.label if is_call or not item.name else item.name
        number = f"{entry.number} " if entry.number else ""
        return Crumb(number + text, entry.range)
    if isinstance(entry, SyntaxEntry):
        return Crumb(entry.kind, entry.range)
    return Crumb(entry.text, entry.range)


class Trail(QWidget):
    """The steps in one line; the outer ones give way when there is no room.

    Signals:
        range_chosen: The ``TextRange`` of a step that was clicked.
    """

    range_chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._crumbs: tuple[Crumb, ...] = ()
        self._places: list[tuple[QRectF, Crumb]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.show_crumbs(())
        look.changed.connect(self.updateGeometry)

    @property
    def crumbs(self) -> tuple[Crumb, ...]:
        """The steps that are shown."""
        return self._crumbs

    def show_crumbs(self, crumbs: tuple[Crumb, ...]) -> None:
        """Show a way."""
        self._crumbs = crumbs
        words = " › ".join(crumb.text for crumb in crumbs)
        self.setAccessibleName(f"The caret is in {words}" if words else "The caret is in no line")
        self.setToolTip(words)
        self._place()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a line of code."""
        height = QFontMetrics(self._look.font(SMALL, mono=True)).height()
        return QSize(40, height + self._look.px(6))

    def minimumSizeHint(self) -> QSize:
        """Return what is left when there is little room."""
        return self.sizeHint()

    def resizeEvent(self, event: object) -> None:
        """Find out anew what there is room for."""
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the steps that fit, the innermost always."""
        painter = QPainter(self)
        look = self._look
        font = look.font(SMALL, mono=True)
        is_cut = len(self._places) < len(self._crumbs)
        if is_cut:
            put(painter, 0, QRectF(self.rect()), "…", look.colour("text_faint"), font)
        for number, (place, crumb) in enumerate(self._places):
            if number or is_cut:
                left = place.left() - look.px(10)
                put(painter, left, place, "›", look.colour("text_faint"), font)
            is_last = number + 1 == len(self._places)
            role = "text" if is_last else "text_muted"
            put(painter, place.left(), place, crumb.text, look.colour(role), font, place.right())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a step can be clicked."""
        is_over = self._at(event) is not None
        shape = Qt.CursorShape.PointingHandCursor if is_over else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to a step."""
        crumb = self._at(event)
        if crumb is not None:
            self.range_chosen.emit(crumb.range)

    def _at(self, event: QMouseEvent) -> Crumb | None:
        point = event.position()
        return next((crumb for place, crumb in self._places if place.contains(point)), None)

    def _place(self) -> None:
        """Find room for the steps from the innermost outwards."""
        font, gap = self._look.font(SMALL, mono=True), self._look.px(13)
        widths = [width_of(crumb.text, font) + 1 for crumb in self._crumbs]
        room, first = self.width() - gap, len(widths)
        while first > 0 and widths[first - 1] + gap <= room:
            first -= 1
            room -= widths[first] + gap
        first = min(first, len(widths) - 1) if widths else 0
        x = float(2 * gap if first else 0)
        self._places = []
        for width, crumb in zip(widths[first:], self._crumbs[first:], strict=True):
            shown = min(float(width), self.width() - x)
            self._places.append((QRectF(x, 0, shown, self.height()), crumb))
            x += shown + gap
