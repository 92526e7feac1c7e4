"""One choice of a few, all of them visible: Before | After | Diff."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.drawing import width_of


class Segmented(QWidget):
    """A row of choices. Arrow keys move the choice; a click takes one.

    Signals:
        chosen: The index of the new choice.
    """

    chosen = Signal(object)

    def __init__(self, look: Look, names: Sequence[str], current: int = 0) -> None:
        super().__init__()
        self._look = look
        self._names = tuple(names)
        self._current = current
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._resize()
        look.changed.connect(self._resize)

    @property
    def current(self) -> int:
        """The index of the choice."""
        return self._current

    def choose(self, index: int) -> None:
        """Take a choice and say so, when it is another one."""
        if index == self._current or not 0 <= index < len(self._names):
            return
        self._current = index
        self._describe()
        self.update()
        self.chosen.emit(index)

    def sizeHint(self) -> QSize:
        """Return the widest name times the number of names."""
        widest = max(width_of(name, self.font()) for name in self._names)
        return QSize(
            len(self._names) * (widest + self._look.px(20)) + self._look.px(4), self._look.px(28)
        )

    def minimumSizeHint(self) -> QSize:
        """Return the least room the names need."""
        wide = sum(width_of(name, self.font()) + self._look.px(8) for name in self._names)
        return QSize(wide, self._look.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the well and its segments."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        is_contrast = look.theme.is_contrast
        edge = "accent" if self.hasFocus() else ("line_strong" if is_contrast else "line")
        painter.setPen(QPen(look.colour(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(look.colour("sunken"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setFont(self.font())
        for index, name in enumerate(self._names):
            place = self._segment(index)
            is_current = index == self._current
            if is_current:
                painter.setPen(look.colour("accent" if is_contrast else "line_strong"))
                painter.setBrush(look.colour("raised"))
                painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4.5, 4.5)
            ink = "text" if is_current else "text_muted"
            painter.setPen(look.colour(ink if self.isEnabled() else "disabled"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the choice under the mouse."""
        x = event.position().x()
        for index in range(len(self._names)):
            if self._segment(index).left() <= x < self._segment(index).right():
                self.choose(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice with the arrow keys, Home and End."""
        moves = {
            Qt.Key.Key_Left: self._current - 1,
            Qt.Key.Key_Right: self._current + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._names) - 1,
        }
        target = moves.get(Qt.Key(event.key()))
        if target is None:
            super().keyPressEvent(event)
        else:
            self.choose(min(max(target, 0), len(self._names) - 1))

    def _segment(self, index: int) -> QRectF:
        width = (self.width() - 4) / len(self._names)
        return QRectF(2 + index * width, 2, width, self.height() - 4)

    def _describe(self) -> None:
        position = f"{self._current + 1} of {len(self._names)}"
        self.setAccessibleName(f"{self._names[self._current]}, {position}")

    def _resize(self) -> None:
        self.setFont(self._look.font(SMALL, 500))
        self.setFixedHeight(self._look.px(28))
        self._describe()
        self.updateGeometry()
        self.update()
