"""A switch for one kind of thing, with the count of what there is of it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.drawing import width_of


class CountButton(QAbstractButton):
    """Shows icon, word and count; switched off, its word is struck through.

    Args:
        look: The look.
        title: What is counted, e.g. ``Warnings``.
        icon: A Lucide name.
        role: The icon's colour while it is on and there is something to count.
        what: What one of them is called, e.g. ``line``; its plural adds an s.
    """

    def __init__(self, look: Look, title: str, icon: str, role: str, what: str) -> None:
        super().__init__()
        self._look = look
        self._title = title
        self._icon = icon
        self._role = role
        self._what = what
        self._count = 0
        self._has_word = True
        self.setCheckable(True)
        self.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._describe)
        look.changed.connect(self._rescale)
        self._rescale()

    def show_count(self, count: int) -> None:
        """Show how many there are."""
        if count != self._count:
            before = self.sizeHint()
            self._count = count
            self._describe()
            if self.sizeHint() != before:
                self.updateGeometry()

    def show_word(self, has_word: bool) -> None:
        """Show the title, or only icon and count where room is scarce."""
        if has_word != self._has_word:
            self._has_word = has_word
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Return what icon and text need."""
        return QSize(self._width(self._text()), self._look.px(24))

    def minimumSizeHint(self) -> QSize:
        """Return what icon and count need."""
        return QSize(self._width(f"{self._count:,}"), self._look.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw border, icon and text."""
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on = self.isChecked()
        border = "accent" if self.hasFocus() else "line_strong" if is_on else "line"
        ground = "hover" if self.underMouse() else "surface"
        painter.setPen(QPen(look.colour(border), 2 if self.hasFocus() else 1))
        painter.setBrush(look.colour(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        role = self._role if is_on and self._count else "text_faint"
        box = QRectF(px(7), (self.height() - px(13)) / 2, px(13), px(13))
        look.draw_icon(painter, self._icon, box, role, 2)
        font = look.font(SMALL, 500)
        font.setStrikeOut(not is_on)
        painter.setFont(font)
        painter.setPen(look.colour("text" if is_on and self._count else "text_faint"))
        place = QRectF(px(24), 0, self.width(), self.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._text())

    def _text(self) -> str:
        count = f"{self._count:,}"
        return f"{self._title} {count}" if self._has_word else count

    def _width(self, text: str) -> int:
        return width_of(text, self._look.font(SMALL, 500)) + self._look.px(33)

    def _describe(self) -> None:
        state = "shown" if self.isChecked() else "hidden"
        many = f"{self._count:,} {self._what}{'' if self._count == 1 else 's'}"
        self.setAccessibleName(f"{self._title}: {many}, {state}")
        self.setToolTip(f"{'Hide' if self.isChecked() else 'Show'} {self._title.lower()}")
        self.update()

    def _rescale(self) -> None:
        self._describe()
        self.updateGeometry()
