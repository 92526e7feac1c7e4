"""The line that says which operation is looked at, and how much it changed."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.drawing import put, width_of


@dataclass(frozen=True, slots=True)
class Line:
    """What the line says, from left to right."""

    number: str = ""
    name: str = ""
    argument: str = ""
    note: str = ""
    icon: str = ""
    """A Lucide name before the note."""
    tone: str = "text_muted"
    """The role of the note and its icon."""

    @property
    def words(self) -> str:
        """All of it, to be read aloud."""
        parts = (f"Operation {self.number}" if self.number else "", self.name, self.argument)
        return ", ".join(part for part in (*parts, self.note) if part)


class OperationLine(QWidget):
    """Number, name and first argument of an operation; at the right what became of it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._line = Line()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rescale()
        look.changed.connect(self._rescale)

    @property
    def line(self) -> Line:
        """What it says."""
        return self._line

    def say(self, line: Line) -> None:
        """Say something else."""
        self._line = line
        self.setAccessibleName(line.words)
        self.setToolTip(line.words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return one line's height."""
        return QSize(self._look.px(200), self._look.px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words; what does not fit of the argument is left out."""
        look, line = self._look, self._line
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        margin, gap = look.px(14), look.px(8)
        plain, mono = look.font(SMALL), look.font(SMALL, mono=True)
        right = rect.right() - look.px(6)
        note_width = width_of(line.note, plain)
        note_left = right - note_width
        put(painter, note_left, rect, line.note, look.colour(line.tone), plain, right + 2)
        if line.icon:
            side = look.px(14)
            place = QRectF(note_left - side - look.px(5), (rect.height() - side) / 2, side, side)
            look.draw_icon(painter, line.icon, place, line.tone, 2)
            note_left = place.left()
        limit = note_left - gap if line.note else right
        x: float = margin
        if line.number:
            x = put(painter, x, rect, line.number, look.colour("text_muted"), mono, limit) + gap
        name_font = look.font(SMALL, 600, mono=bool(line.number))
        x = put(painter, x, rect, line.name, look.colour("text"), name_font, limit) + gap
        put(painter, x, rect, line.argument, look.colour("text_muted"), mono, limit)

    def _rescale(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.update()
