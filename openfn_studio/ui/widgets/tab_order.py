"""Tab goes through a window in the order in which it is read, whatever was made or moved when.

Qt's own order is that in which widgets were made. It goes to docks that are hidden behind other
tabs, and past what stands before the widget a panel hands the keyboard on to.
"""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtWidgets import QScrollArea, QScrollBar, QWidget

BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
"""Why a widget has got the keyboard when it was not by the mouse, and not by the window."""


def move_focus(window: QWidget, *, forward: bool) -> bool:
    """Give the keyboard to the next or the previous control of a window, round its end.

    Returns:
        Whether there is one.
    """
    target = _next_stop(list(_read(window)), window.focusWidget(), forward=forward)
    if target is None:
        return False
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    target.setFocus(reason)
    _scroll_to(target)
    return True


def enter(region: QWidget) -> bool:
    """Give the keyboard to a region: to what it hands it on to, or else to its first control.

    While what it hands it on to is hidden, because it is still being read or made, the keyboard
    waits at the first control.

    Returns:
        Whether something there takes it.
    """
    target = region
    while (proxy := target.focusProxy()) is not None:
        target = proxy
    takes_any = target.focusPolicy() != Qt.FocusPolicy.NoFocus
    # In a window that is not shown yet Qt notes who is to have it.
    if takes_any and (target.isVisible() or not region.isVisible()):
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True
    first = next((one for one in _read(region) if _takes_tab(one)), None)
    if first is None:
        return False
    first.setFocus(Qt.FocusReason.ShortcutFocusReason)
    if takes_any:
        _HandOn(first, target)
    return True


class _HandOn(QObject):
    """Hands the keyboard on from a control to a widget that is shown while that still has it."""

    def __init__(self, waiting: QWidget, target: QWidget) -> None:
        super().__init__(waiting)
        self._waiting = waiting
        self._target = target
        waiting.installEventFilter(self)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hand it on, or give up when the user has gone elsewhere."""
        is_shown = watched is self._target and event.type() == QEvent.Type.Show
        is_left = watched is self._waiting and event.type() == QEvent.Type.FocusOut
        if is_shown or is_left:
            self._waiting.removeEventFilter(self)
            self._target.removeEventFilter(self)
            self.deleteLater()
        if is_shown:
            self._target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return False


def _next_stop(
    widgets: Sequence[QWidget], current: QWidget | None, *, forward: bool
) -> QWidget | None:
    start = widgets.index(current) if current in widgets else -1
    after = [*widgets[start + 1 :], *widgets[: max(start, 0)]]
    if not forward:
        after = [*reversed(widgets[: max(start, 0)]), *reversed(widgets[start + 1 :])]
    return next((one for one in after if _takes_tab(one)), None)


def _takes_tab(widget: QWidget) -> bool:
    return (
        bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.isEnabled()
        and widget.focusProxy() is None
        and not isinstance(widget, QScrollBar)
    )


def _read(widget: QWidget) -> Iterator[QWidget]:
    """Yield a widget and all that can be seen in it, as they are read."""
    yield widget
    room, from_right = widget.rect(), widget.layoutDirection() == Qt.LayoutDirection.RightToLeft
    placed = [
        (child.geometry(), child)
        for child in widget.children()
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow()
    ]
    # A dock behind another tab is visible to Qt, and stands outside its window.
    inside = [(place, child) for place, child in placed if place.intersects(room)]
    for child in _in_reading_order(inside, from_right=from_right):
        yield from _read(child)


def _in_reading_order(
    placed: Sequence[tuple[QRect, QWidget]], *, from_right: bool
) -> Iterator[QWidget]:
    left = sorted(placed, key=lambda one: (one[0].top(), one[0].left()))
    while left:
        first = next(
            (
                one
                for one in left
                if not any(_is_before(other[0], one[0], from_right=from_right) for other in left)
            ),
            left[0],
        )
        left.remove(first)
        yield first[1]


def _is_before(one: QRect, other: QRect, *, from_right: bool) -> bool:
    """Tell whether a place is read before another: in its row to the left of it, or above."""
    shared = min(one.bottom(), other.bottom()) - max(one.top(), other.top())
    is_same_row = shared > min(one.height(), other.height()) / 2
    if not is_same_row:
        return one.top() < other.top()
    return one.right() > other.right() if from_right else one.left() < other.left()


def _scroll_to(widget: QWidget) -> None:
    holder = widget.parentWidget()
    while holder is not None and not holder.isWindow():
        if isinstance(holder, QScrollArea):
            holder.ensureWidgetVisible(widget)
        holder = holder.parentWidget()
