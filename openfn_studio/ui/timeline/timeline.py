"""The timeline: its head with the result in words, and the strip of operations below."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy

from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.timeline.measures import Span
from openfn_studio.ui.timeline.strip import Strip
from openfn_studio.ui.widgets.icon_view import IconView
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, box, column, row
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.workbench.running.facts import RunFact
from openfn_studio.workbench.running.wording import result_of

NOTHING_YET = "Run the job to see each operation here."
NO_OPERATION = "The engine finds no operation in this job: the state stays as it is."


class Timeline(QFrame):
    """Shows a run; the inspector follows the operation that is chosen.

    Args:
        look: The look.
        actions: Has ``travel:previous`` and ``travel:next``.
        monotonic: Seconds that never go back.

    Signals:
        operation_chosen: The index of the operation the user chose.
    """

    operation_chosen = Signal(object)

    def __init__(
        self, look: Look, actions: Actions, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self._look = look
        self._run: RunFact | None = None
        self.strip = Strip(look, monotonic)
        self.strip.operation_chosen.connect(self.operation_chosen)
        self.strip.operation_chosen.connect(self._say_place)
        self._area = _Area(self.strip)
        self._empty = Label(look, NOTHING_YET, SMALL, tone="faint", wrap=True)
        self._place = Label(look, "", SMALL, tone="muted")
        self._icon = IconView(look, "circle-check", 14, "ok", 2)
        self._words = Label(look, "", SMALL)
        self._head = bar(
            row(
                Label(look, "Operations", SMALL, 600),
                self._place,
                None,
                row(self._icon, self._words, gap=6),
                8,
                ToolButton.of_action(look, actions.qaction("travel:previous")),
                ToolButton.of_action(look, actions.qaction("travel:next")),
                margins=(14, 0, 8, 0),
            ),
            kind="surface",
            edge="top",
        )
        self.setProperty("bar", "surface")
        self._empty_row = box(row(self._empty, margins=(14, 2, 14, 12)))
        self.setLayout(column(self._head, self._area, self._empty_row))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._rescale)
        self._rescale()
        self.show_run(None)

    # ------------------------------------------------------------ what is shown

    @property
    def run(self) -> RunFact | None:
        """The run that is shown."""
        return self._run

    def show_run(self, run: RunFact | None) -> None:
        """Show a run as it stands; the chosen operation stays while it is the same run."""
        is_other = (run and run.id) != (self._run and self._run.id)
        self._run = run
        self.strip.show_run(run)
        if is_other:
            self.strip.select(None)
        has_cells = bool(run and run.operations)
        self._area.setVisible(has_cells)
        self._empty_row.setVisible(not has_cells)
        self._empty.setText(self._why_empty(run))
        self._say_place()
        self._say_result(run)

    def select(self, index: int | None) -> None:
        """Mark the operation that is looked at."""
        self.strip.select(index)
        self._say_place()

    # ------------------------------------------------------------ inside

    @staticmethod
    def _why_empty(run: RunFact | None) -> str:
        if run is None:
            return NOTHING_YET
        if not run.is_over:
            return "Starting the job."
        if run.exit_code == 0:
            return NO_OPERATION
        return run.error.message if run.error else "The run ended before its first operation."

    def _say_place(self) -> None:
        count = len(self.strip.operations)
        selected = self.strip.selected
        if not count:
            self._place.setText("")
        elif selected is None:
            self._place.setText(str(count))
        else:
            self._place.setText(f"{selected + 1} of {count}")

    def _say_result(self, run: RunFact | None) -> None:
        self._icon.setVisible(run is not None)
        self._words.setVisible(run is not None)
        if run is None:
            return
        result = result_of(run)
        self._icon.show_icon(result.icon, result.tone)
        self._words.setText(result.words)
        tone = "muted" if result.tone == "text_muted" else result.tone
        self._words.set_tone("muted" if tone == "ok" else tone)

    def _rescale(self) -> None:
        height = max(
            self._look.px(34), QFontMetrics(self._look.font(SMALL)).height() + self._look.px(12)
        )
        self._head.setFixedHeight(height)


class _Area(QScrollArea):
    """Scrolls the strip sideways when its cells need more room than there is."""

    def __init__(self, strip: Strip) -> None:
        super().__init__()
        self._strip = strip
        self.setWidget(strip)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        strip.setAutoFillBackground(False)
        strip.cell_needed.connect(self._bring_into_view)
        strip.installEventFilter(self)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the strip how much room there is."""
        super().resizeEvent(event)
        self._strip.set_room(self.viewport().width())
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the strip's size."""
        if watched is self._strip and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways with an upright wheel too."""
        turned = event.angleDelta()
        bar_ = self.horizontalScrollBar()
        bar_.setValue(bar_.value() - (turned.x() or turned.y()))

    def _bring_into_view(self, span: Span) -> None:
        bar_ = self.horizontalScrollBar()
        margin = 24
        if span.left - margin < bar_.value():
            bar_.setValue(max(0, round(span.left) - margin))
        elif span.right + margin * 2 > bar_.value() + self.viewport().width():
            bar_.setValue(round(span.right) + margin * 2 - self.viewport().width())

    def _fit(self) -> None:
        height = self._strip.sizeHint().height()
        if self._strip.width() > self.viewport().width():
            height += self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(height)
