"""The strip of cells itself: painted, focusable, scrolled by its owner."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.timeline.cell import CellPainter
from openfn_studio.ui.timeline.measures import Span, spans
from openfn_studio.workbench.running.facts import OperationFact, RunFact
from openfn_studio.workbench.running.wording import duration, spoken

ELAPSED_MS = 250
"""A running operation shows its time four times a second."""


class Strip(QWidget):
    """One cell an operation. Left and right move, Home and End go to the ends.

    Args:
        look: The look.
        monotonic: Seconds that never go back, for the time of a running operation.

    Signals:
        operation_chosen: The index of the operation the user chose.
        cell_needed: The ``Span`` that is to be in view.
    """

    operation_chosen = Signal(object)
    cell_needed = Signal(object)

    def __init__(self, look: Look, monotonic: Callable[[], float]) -> None:
        super().__init__()
        self._look = look
        self._monotonic = monotonic
        self._cells = CellPainter(look)
        self._operations: tuple[OperationFact, ...] = ()
        self._selected: int | None = None
        self._hovered: int | None = None
        self._room = 0
        self._spans: tuple[Span, ...] = ()
        self._begun: dict[int, float] = {}
        self._tick = QTimer(self, interval=ELAPSED_MS)
        self._tick.timeout.connect(self._measure)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        look.changed.connect(self._measure)
        self._describe()

    # ------------------------------------------------------------ what is shown

    @property
    def operations(self) -> tuple[OperationFact, ...]:
        """The operations that are shown."""
        return self._operations

    @property
    def selected(self) -> int | None:
        """The operation that is looked at."""
        return self._selected

    def show_run(self, run: RunFact | None) -> None:
        """Show a run's operations."""
        operations = run.operations if run else ()
        if len(operations) != len(self._operations):
            self._begun.clear()
        self._operations = operations
        now = self._monotonic()
        running = [one.index for one in operations if one.status == "running"]
        self._begun = {index: self._begun.get(index, now) for index in running}
        if running and not self._tick.isActive():
            self._tick.start()
        elif not running:
            self._tick.stop()
        self._measure()

    def select(self, index: int | None) -> None:
        """Mark an operation as looked at, and bring it into view; says nothing."""
        known = index is not None and 0 <= index < len(self._operations)
        self._selected = index if known else None
        self._describe()
        self.update()
        if self._selected is not None:
            self.cell_needed.emit(self._spans[self._selected])

    def set_room(self, width: int) -> None:
        """Take how wide the view is; the strip is wider when its cells need more."""
        if width != self._room:
            self._room = width
            self._measure()

    # ------------------------------------------------------------ Qt

    def sizeHint(self) -> QSize:
        """Return the width of all cells and the height of two lines."""
        end = self._spans[-1].right if self._spans else 0.0
        return QSize(max(self._room, round(end) + 2 * self._margin), self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells that are to be seen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = QRectF(event.rect())
        for index, operation in enumerate(self._operations):
            place = self._place(index)
            if not place.intersects(seen):
                continue
            is_selected = index == self._selected
            self._cells.paint(
                painter,
                place,
                operation,
                time=self._time(operation),
                is_selected=is_selected,
                is_hovered=index == self._hovered,
                has_focus=is_selected and self.hasFocus(),
            )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the mouse."""
        index = self._at(event.position())
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which cell would be chosen."""
        self._hover(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget which cell would be chosen."""
        self._hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move along the cells."""
        last = len(self._operations) - 1
        here = self._selected
        moves = {
            Qt.Key.Key_Left: 0 if here is None else here - 1,
            Qt.Key.Key_Right: 0 if here is None else here + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        target = moves.get(Qt.Key(event.key()))
        if target is None:
            super().keyPressEvent(event)
        elif 0 <= target <= last:
            self._choose(target)

    def event(self, event: QEvent) -> bool:
        """Show the cell's whole words as its tooltip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._at(QPointF(event.pos()))
            text = "" if index is None else self._tip(self._operations[index])
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    # ------------------------------------------------------------ inside

    @property
    def _margin(self) -> int:
        return self._look.px(12)

    @property
    def _height(self) -> int:
        lines = (self._look.font(SMALL, mono=True), self._look.font(CAPTION))
        text = sum(QFontMetrics(font).height() for font in lines)
        return max(self._look.px(52), text + self._look.px(20))

    def _measure(self) -> None:
        times = [self._spent(one) for one in self._operations]
        room = self._room - 2 * self._margin
        self._spans = spans(times, room, self._look.scale)
        self.resize(self.sizeHint())
        self.updateGeometry()
        self._describe()
        self.update()

    def _spent(self, operation: OperationFact) -> float:
        """Return how long an operation took, or takes as far as now."""
        begun = self._begun.get(operation.index)
        if operation.status == "running" and begun is not None:
            return (self._monotonic() - begun) * 1000
        return operation.took_ms or 0.0

    def _time(self, operation: OperationFact) -> str:
        if operation.status == "running":
            return duration(self._spent(operation))
        return duration(operation.took_ms)

    def _place(self, index: int) -> QRectF:
        span = self._spans[index]
        top = self._look.px(2)
        return QRectF(self._margin + span.left, top, span.width, self._height - self._look.px(8))

    def _at(self, point: QPointF) -> int | None:
        return next(
            (index for index in range(len(self._spans)) if self._place(index).contains(point)),
            None,
        )

    def _choose(self, index: int) -> None:
        if index != self._selected:
            self.select(index)
        self.operation_chosen.emit(index)

    def _hover(self, index: int | None) -> None:
        if index != self._hovered:
            self._hovered = index
            self.update()

    def _tip(self, operation: OperationFact) -> str:
        lines = [spoken(operation, len(self._operations)).capitalize()]
        if operation.range:
            lines.append(f"Line {operation.range.line}")
        if operation.is_hoisted:
            lines.append("It stands inside other code and runs whatever that says.")
        if operation.returned in ("nothing", "null", "other"):
            lines.append(f"It returned {operation.returned}, not a state.")
        if operation.error:
            lines.append(operation.error.message)
        return "\n".join(lines)

    def _describe(self) -> None:
        count = len(self._operations)
        if self._selected is None or self._selected >= count:
            text = f"Operations, {count} in all" if count else "Operations, none yet"
        else:
            text = spoken(self._operations[self._selected], count)
        if text != self.accessibleName():
            self.setAccessibleName(text)
            event = QAccessibleEvent(self, QAccessible.Event.NameChanged)
            QAccessible.updateAccessibility(event)
