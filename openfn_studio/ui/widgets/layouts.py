"""Rows, columns and bars: layouts written as the thing they make looks."""

from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

Item = QWidget | QLayout | int | None
"""A widget, a layout, a gap in pixels, or None: the room that is left."""
Margins = tuple[int, int, int, int]


def row(*items: Item, margins: Margins = (0, 0, 0, 0), gap: int = 8) -> QHBoxLayout:
    """Return a layout from left to right."""
    layout = QHBoxLayout()
    _fill(layout, items, margins, gap)
    return layout


def column(*items: Item, margins: Margins = (0, 0, 0, 0), gap: int = 0) -> QVBoxLayout:
    """Return a layout from top to bottom."""
    layout = QVBoxLayout()
    _fill(layout, items, margins, gap)
    return layout


def bar(layout: QLayout, height: int | None = None, kind: str = "chrome", edge: str = "") -> QFrame:
    """Return a coloured region with a layout in it.

    Args:
        layout: What is in it.
        height: Its fixed height in pixels (scaled by the caller); None for as high as needed.
        kind: ``chrome``, ``surface``, ``sunken``, ``raised``, or a tone: ok, warn, err, info.
        edge: Where it has a hairline: ``top``, ``bottom``, ``left``, ``right``, ``all`` or nowhere.
    """
    frame = QFrame()
    frame.setProperty("bar", kind)
    if edge:
        frame.setProperty("edge", edge)
    frame.setLayout(layout)
    if height is not None:
        frame.setFixedHeight(height)
    return frame


def box(layout: QLayout) -> QWidget:
    """Return a plain widget with a layout in it."""
    widget = QWidget()
    widget.setLayout(layout)
    return widget


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property the style sheet chooses by, after the widget was shown."""
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def _fill(layout: QBoxLayout, items: tuple[Item, ...], margins: Margins, gap: int) -> None:
    layout.setContentsMargins(*margins)
    layout.setSpacing(gap)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
