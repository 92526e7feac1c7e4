"""Lucide outlines, coloured by role when they are painted: a theme switch needs a repaint only."""

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from openfn_studio.paths import resources

ColourOf = Callable[[str], QColor]


@lru_cache(maxsize=512)
def _renderer(folder: Path, name: str, colour: str, stroke: float) -> QSvgRenderer | None:
    """Return what draws one icon in one colour; None when its file is missing.

    A name that ends in ``!`` is the filled variant.
    """
    try:
        svg = (folder / f"{name.rstrip('!')}.svg").read_text("utf-8")
    except OSError:
        return None
    if name.endswith("!"):
        svg = svg.replace('fill="none"', f'fill="{colour}"')
    svg = svg.replace("currentColor", colour)
    svg = svg.replace('stroke-width="2"', f'stroke-width="{stroke}"')
    return QSvgRenderer(QByteArray(svg.encode()))


@cache
def icons_folder() -> Path:
    """Return where the icons of this program are."""
    return resources() / "window" / "icons"


def draw(
    painter: QPainter, name: str, rect: QRectF | QRect, colour: QColor, stroke: float = 1.75
) -> None:
    """Draw an icon into ``rect``. A missing one draws a small square: nothing raises in a paint."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer = _renderer(icons_folder(), name, colour.name(), stroke)
    if renderer is None:
        painter.setPen(colour)
        painter.drawRect(QRectF(rect).adjusted(2, 2, -2, -2))
    else:
        renderer.render(painter, QRectF(rect))
    painter.restore()


class RoleIcon(QIconEngine):
    """An icon that asks for its role's colour each time it is painted.

    Disabled it takes the role ``disabled``; switched on, an ``icon`` becomes the accent.
    """

    def __init__(self, name: str, role: str, stroke: float, colour_of: ColourOf) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._stroke = stroke
        self._colour_of = colour_of

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw it as large as ``rect``."""
        role = self._role
        if mode == QIcon.Mode.Disabled:
            role = "disabled"
        elif state == QIcon.State.On and role == "icon":
            role = "accent"
        draw(painter, self._name, rect, self._colour_of(role), self._stroke)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return it in device pixels: sharp at any scale. Nothing, where there is no room."""
        pixmap = QPixmap(size)
        if pixmap.isNull():
            return pixmap
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> "RoleIcon":
        """Return a copy."""
        return RoleIcon(self._name, self._role, self._stroke, self._colour_of)
