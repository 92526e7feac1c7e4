"""The line below everything: tasks, problems, where the caret is, and what leaves this computer."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QMouseEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolBar

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.chip import Chip
from openfn_studio.ui.widgets.icon_view import IconView
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, row
from openfn_studio.workbench.tasks import Task


class StatusItem(QFrame):
    """An icon and a word; where it leads somewhere by mouse, an action leads by keyboard."""

    pressed = Signal()

    def __init__(self, look: Look, icon: str, text: str, tone: str = "text_muted") -> None:
        super().__init__()
        self._icon = IconView(look, icon, 13, tone)
        self._text = Label(look, text, SMALL, tone="muted" if tone == "text_muted" else tone)
        self.setLayout(row(self._icon, self._text, gap=5))

    def say(self, text: str, tip: str = "", icon: str = "", role: str = "text_muted") -> None:
        """Show another text; an empty one hides the item."""
        self.setVisible(bool(text))
        self._text.setText(text)
        self._text.set_tone("muted" if role == "text_muted" else role)
        self.setToolTip(tip)
        self.setAccessibleName(tip or text)
        if icon:
            self._icon.show_icon(icon, role)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lead where it leads."""
        self.pressed.emit()


class StatusBar(QToolBar):
    """The line below everything.

    Signals:
        problems_requested: The counts of problems were pressed.
        cancel_requested: The id of the task whose cancel button was pressed.
    """

    problems_requested = Signal()
    cancel_requested = Signal(object)

    def __init__(self, look: Look, version: str) -> None:
        super().__init__("Status bar")
        self._look = look
        self.setObjectName("status")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._place = StatusItem(look, "hard-drive", "Works offline")
        self._errors = StatusItem(look, "circle-x", "", "err")
        self._warnings = StatusItem(look, "triangle-alert", "", "warn")
        self._task = StatusItem(look, "loader", "")
        self._cancel = Button(look, "Cancel", link=True)
        self._caret = Label(look, "", SMALL, tone="muted")
        self._selection = Label(look, "", SMALL, tone="muted")
        self._dialect = Label(look, "", SMALL, tone="muted")
        self._version = Label(look, version, SMALL, tone="muted")
        self._mode = Chip(look, "TEST", "ok", "shield-check", height=20)
        self._task_id = 0
        self._cancel.clicked.connect(lambda: self.cancel_requested.emit(self._task_id))
        for item in (self._errors, self._warnings):
            item.pressed.connect(self.problems_requested)
        left = (self._place, self._errors, self._warnings, self._task, self._cancel)
        right = (self._selection, self._caret, self._dialect, self._version, self._mode)
        inner = bar(row(*left, None, *right, margins=(12, 0, 8, 0), gap=16), None, "sunken", "top")
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.addWidget(inner)
        self._inner = inner
        self.show_tasks(())
        self.show_problems(0, 0)
        self.show_mode(None, 0)
        self._rescale()
        look.changed.connect(self._rescale)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the margins of the style sheet: Qt asked for them before this bar had its name."""
        super().showEvent(event)
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.StyleChange))

    def show_place(self, text: str, tip: str, icon: str = "hard-drive") -> None:
        """Say where the project is kept."""
        self._place.say(text, tip, icon)

    def show_problems(self, errors: int, warnings: int) -> None:
        """Show how many problems the open jobs have."""
        told = (_counted(errors, "error"), _counted(warnings, "warning"))
        self._errors.say(str(errors or ""), told[0], "circle-x", "err")
        self._warnings.say(str(warnings or ""), told[1], "triangle-alert", "warn")

    def show_caret(self, text: str, selection: str = "") -> None:
        """Say where the caret is, and how much is selected."""
        self._caret.setText(text)
        self._selection.setText(selection)
        self._selection.setVisible(bool(selection))

    def show_dialect(self, text: str) -> None:
        """Say whose rules run the job that is shown."""
        self._dialect.setText(text)

    def show_mode(self, mode: str | None, live_requests: int) -> None:
        """Show the HTTP mode and how many requests were really sent.

        Args:
            mode: ``test`` or ``live``; None hides it (no project).
            live_requests: Of the run that is shown.
        """
        self._mode.setVisible(mode is not None)
        self._version.setVisible(mode is None)
        if mode == "live":
            self._mode.show_text(f"LIVE  {live_requests} sent", "err", "radio")
            self._mode.setToolTip("Requests are really sent.")
        else:
            self._mode.show_text(f"TEST  {live_requests} sent", "ok", "shield-check")
            self._mode.setToolTip("Requests are answered on this computer. Nothing is sent.")

    def show_tasks(self, tasks: tuple[Task, ...]) -> None:
        """Show the oldest task that is on, how many more there are, and a way to cancel it."""
        self._cancel.setVisible(bool(tasks))
        if not tasks:
            self._task.say("")
            return
        task = tasks[0]
        self._task_id = task.id
        percent = "" if task.progress.fraction is None else f" {task.progress.fraction:.0%}"
        more = f" (and {len(tasks) - 1} more)" if len(tasks) > 1 else ""
        self._task.say(f"{task.progress.text}{percent}{more}", task.title, "loader", "info")

    def _rescale(self) -> None:
        self._inner.setFixedHeight(self._look.px(28))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
