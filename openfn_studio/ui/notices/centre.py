"""The list of everything that was told in this session."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from openfn_studio.ui.notices import words
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY, CAPTION
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.icon_view import IconView
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, box, column, row
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.workbench.notices import Notice, NoticeBench

_WIDTH, _HEIGHT = 420, 460
SHOWN = 50
"""So many rows are shown; older ones are in the log."""


class NoticeRow(QFrame):
    """One notice: when, what, what it means, its buttons, copy and dismiss.

    Signals:
        copy_requested: Its text, for the clipboard.
        dismiss_requested: The ``Notice``.
    """

    copy_requested = Signal(object)
    dismiss_requested = Signal(object)

    def __init__(self, look: Look, notice: Notice) -> None:
        super().__init__()
        self.notice = notice
        self.setProperty("bar", "raised")
        self.setProperty("edge", "bottom")
        self.setAccessibleName(words.spoken(notice))
        tone = notice.tone if notice.is_standing else "text_faint"
        icon = IconView(look, words.ICONS[notice.tone], 16, tone, 2)
        what, means = words.headline(look), words.explanation(look)
        what.setText(notice.what)
        means.setText(words.explained(notice))
        means.setVisible(bool(means.text()))
        text = column(row(what, gap=0), means, gap=2)
        if notice.buttons and notice.is_standing:
            dismiss = self._dismiss
            text.addWidget(box(words.buttons_of(look, notice, dismiss)))
        top = Qt.AlignmentFlag.AlignTop
        line = row(margins=(16, 10, 8, 10), gap=10)
        line.addWidget(icon, 0, top)
        line.addLayout(text, 1)
        line.addWidget(self._side(look), 0, top)
        self.setLayout(line)

    def _side(self, look: Look) -> QWidget:
        notice = self.notice
        times = f"{notice.times} × " if notice.times > 1 else ""
        when = Label(look, f"{times}{notice.at.astimezone():%H:%M}", CAPTION, tone="faint")
        copy = ToolButton(look, "copy", "Copy text", size=12)
        copy.clicked.connect(lambda: self.copy_requested.emit(notice.text))
        side = row(when, copy, gap=4)
        cross = ToolButton(look, "x", "Dismiss", size=12)
        cross.clicked.connect(self._dismiss)
        side.addWidget(cross)
        if not notice.is_standing:
            # It keeps its room, so that the columns of all rows stand below each other.
            policy = cross.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            cross.setSizePolicy(policy)
            cross.hide()
        return box(side)

    def _dismiss(self) -> None:
        self.dismiss_requested.emit(self.notice)


class NoticeCentre(QFrame):
    """All notices, newest first, above the corner it is opened from. Escape closes it.

    Signals:
        closed: It was put away.
        copy_requested: A text for the clipboard.
    """

    closed = Signal()
    copy_requested = Signal(object)

    def __init__(self, look: Look, notices: NoticeBench, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._notices = notices
        self.setProperty("bar", "raised")
        self.setProperty("edge", "all")
        self.setAccessibleName("Notifications")
        self._window = window
        self._clear = Button(look, "Clear all", link=True)
        self._clear.clicked.connect(notices.clear)
        self._empty = EmptyState(
            look,
            "bell",
            "There are no notifications.",
            "What happens in the background is kept here.",
        )
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._list = bar(self._rows, kind="raised")
        self._scroll = QScrollArea()
        self._head = self._made_head()
        self._build()
        notices.added.connect(self._on_changed)
        notices.dismissed.connect(self._on_changed)
        notices.seen_changed.connect(self._on_changed)
        self.hide()

    def _made_head(self) -> QFrame:
        close = ToolButton(self._look, "x", "Close", size=12)
        close.clicked.connect(self.close_centre)
        title = Label(self._look, "Notifications", BODY, 600)
        line = row(title, None, self._clear, close, margins=(16, 6, 8, 6))
        return bar(line, kind="raised", edge="bottom")

    def _build(self) -> None:
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self._list)
        self.setLayout(column(self._head, self._empty, self._scroll, margins=(1, 1, 1, 1)))

    @property
    def rows(self) -> tuple[NoticeRow, ...]:
        """The rows, newest first."""
        return tuple(self._list.findChildren(NoticeRow))

    def open_above(self, corner: QPoint) -> None:
        """Show the list with its lower right corner at a point of the window."""
        self._refresh()
        px = self._look.px
        width = min(px(_WIDTH), self._window.width() - 16)
        self.resize(width, px(_HEIGHT))
        # Only what is shown has the style sheet's sizes, by which the needed height is told.
        self.show()
        height = min(px(_HEIGHT), corner.y() - 8, self._needed_height(width))
        self.setGeometry(corner.x() - width, corner.y() - height, width, height)
        self.raise_()
        self._notices.mark_seen()
        self._first_focus().setFocus()

    def close_centre(self) -> None:
        """Put the list away."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_centre()
        else:
            super().keyPressEvent(event)

    def _needed_height(self, width: int) -> int:
        if not self.rows:
            return self._look.px(220)
        for each in self.rows:
            each.updateGeometry()
        self._rows.invalidate()
        return self._head.sizeHint().height() + self._rows.totalHeightForWidth(width - 2) + 4

    def _first_focus(self) -> QWidget:
        buttons = [each for row_ in self.rows for each in row_.findChildren(ToolButton)]
        return buttons[0] if buttons else self._clear

    def _on_changed(self, _: object) -> None:
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        while item := self._rows.takeAt(0):
            if widget := item.widget():
                widget.setParent(None)
                widget.deleteLater()
        history = self._notices.history[:SHOWN]
        for notice in history:
            made = NoticeRow(self._look, notice)
            made.copy_requested.connect(self.copy_requested)
            made.dismiss_requested.connect(lambda each: self._notices.dismiss(each.id))
            self._rows.addWidget(made)
        self._rows.addStretch(1)
        self._empty.setVisible(not history)
        self._scroll.setVisible(bool(history))
        self._clear.setEnabled(bool(history))
