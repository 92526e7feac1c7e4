"""Shows notices one at a time in the corner of the window, the newest first."""

from PySide6.QtCore import QEvent, QObject, QPropertyAnimation, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget

from openfn_studio.ui.notices.toast import Toast
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.notices import Notice, NoticeBench, NoticeId
from openfn_studio.workbench.preferences import PreferenceBench

FADE_MS = 120
_MARGIN = 16
_STAYS_MS = {"ok": 6_000, "info": 8_000, "warn": 15_000}
"""How long a toast stays by itself; an error stays until it is dismissed."""


class Toasts(QObject):
    """Keeps the queue and the place.

    A toast that went by itself is still in the centre, and still counted as unseen.

    Signals:
        centre_requested: The user wants to see all notices.

    Args:
        look: The look.
        window: In whose lower right corner toasts appear.
        notices: What is told.
        preferences: For reduced motion.
        below: The room to leave below, in pixels at 100 %: the status bar's height.
    """

    centre_requested = Signal()

    def __init__(
        self,
        look: Look,
        window: QWidget,
        notices: NoticeBench,
        preferences: PreferenceBench,
        below: int = 28,
    ) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._notices = notices
        self._preferences = preferences
        self._below = below
        self._queue: list[Notice] = []
        self.toast = Toast(look, window)
        self._fade = _Fade(self.toast)
        self._timer = QTimer(self, singleShot=True)
        self._connect()
        for notice in reversed(notices.standing):
            self._on_added(notice)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._next)
        self._notices.added.connect(self._on_added)
        self._notices.dismissed.connect(self._on_dismissed)
        self.toast.dismissed.connect(self._dismiss)
        self.toast.others_requested.connect(self.centre_requested)
        self.toast.watched.connect(self._on_watched)
        self._look.changed.connect(self._place)
        self._window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner when the window changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def hide_all(self) -> None:
        """Put all toasts away, for example because the centre shows the notices."""
        self._queue.clear()
        self._show_first()

    # ------------------------------------------------------------------ the queue

    def _on_added(self, notice: Notice) -> None:
        self._queue = [each for each in self._queue if each.id != notice.id]
        self._queue.insert(0, notice)
        self._show_first(is_new=True)

    def _on_dismissed(self, notice: Notice) -> None:
        self._drop(notice.id)

    def _dismiss(self) -> None:
        if self._queue:
            self._notices.dismiss(self._queue[0].id)

    def _next(self) -> None:
        if self._queue:
            self._drop(self._queue[0].id)

    def _drop(self, notice_id: NoticeId) -> None:
        self._queue = [each for each in self._queue if each.id != notice_id]
        self._show_first()

    # ------------------------------------------------------------------ the toast

    def _show_first(self, *, is_new: bool = False) -> None:
        if not self._queue:
            self._timer.stop()
            self.toast.hide()
            return
        notice = self._queue[0]
        self.toast.show_notice(notice, len(self._queue) - 1)
        self._place()
        if is_new and not self._preferences.flag("reduced_motion"):
            self._fade.start()
        self.toast.show()
        self.toast.raise_()
        self._start_timer()
        if is_new:
            alert = QAccessibleEvent(self.toast, QAccessible.Event.Alert)
            QAccessible.updateAccessibility(alert)

    def _start_timer(self) -> None:
        stays = _STAYS_MS.get(self._queue[0].tone) if self._queue else None
        if stays is None or self.toast.underMouse() or self._queue[0].buttons:
            # What waits for an answer, or is being read, does not go away by itself.
            self._timer.stop()
        else:
            self._timer.start(stays)

    def _on_watched(self, is_watched: bool) -> None:
        if is_watched:
            self._timer.stop()
        else:
            self._start_timer()

    def _place(self) -> None:
        margin = self._look.px(_MARGIN)
        self.toast.move(
            self._window.width() - self.toast.width() - margin,
            self._window.height() - self.toast.height() - margin - self._look.px(self._below),
        )


class _Fade(QObject):
    """Lets a widget appear within a moment. The effect is taken off again: it costs repaints."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._animation: QPropertyAnimation | None = None

    def start(self) -> None:
        """Appear."""
        effect = QGraphicsOpacityEffect(self._widget)
        self._widget.setGraphicsEffect(effect)
        self._animation = QPropertyAnimation(effect, b"opacity", effect)
        self._animation.setDuration(FADE_MS)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.finished.connect(self._end)
        self._animation.start()

    def _end(self) -> None:
        self._animation = None
        # Deletes the effect, and with it the animation.
        self._widget.setGraphicsEffect(None)  # pyright: ignore[reportArgumentType]
