"""Editing the state of a run that waits: JSON, checked while it is typed."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from openfn_studio.errors import StudioError
from openfn_studio.state.reading import JsonProblem, read_state
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, column, row
from openfn_studio.workbench.lanes import Lane, Ticket

_MARGIN = 8
PAUSE_MS = 150
"""How long typing rests before the text is checked."""


class EditSheet(QWidget):
    """A text field for a state, and what is wrong with it.

    Signals:
        accepted: The state as JSON, bytes in UTF-8; the run may go on with it.
        cancelled: The state is to stay as it was.
    """

    accepted = Signal(object)
    cancelled = Signal()

    def __init__(self, look: Look, lane: Lane) -> None:
        super().__init__()
        self._look = look
        self._lane = lane
        self._ticket: Ticket | None = None
        self._problem: JsonProblem | None = None
        self._is_wanted = False
        self.field = QPlainTextEdit()
        self.field.setFrameShape(QFrame.Shape.NoFrame)
        self.field.setAccessibleName("State as JSON")
        self.field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.field.setTabChangesFocus(True)
        self.field.document().setDocumentMargin(_MARGIN)
        self._rest = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._rest.timeout.connect(self._check)
        self.field.textChanged.connect(self._on_typed)
        self._words = Label(look, "", SMALL, tone="muted", wrap=True)
        self.go = Button(look, "Go to it", link=True)
        self.go.clicked.connect(self._go_to_problem)
        self.repair = Button(look, "Repair")
        self.repair.clicked.connect(self._on_repair)
        self.use = Button(look, "Use this state", primary=True)
        self.use.clicked.connect(self._on_use)
        cancel = Button(look, "Cancel")
        cancel.clicked.connect(self.cancelled)
        told = column(self._words, row(self.go, self.repair, None), gap=look.px(4))
        buttons = row(None, cancel, self.use)
        margins = (look.px(14), look.px(8), look.px(14), look.px(10))
        foot = bar(column(told, buttons, margins=margins, gap=look.px(8)), edge="top")
        self.setLayout(column(self.field, foot))
        self.setFocusProxy(self.field)
        self.go.hide()
        self.repair.hide()
        self._refont()
        look.changed.connect(self._refont)

    @property
    def words(self) -> str:
        """What is said of the text."""
        return self._words.text()

    def show_text(self, text: str) -> None:
        """Begin with a text."""
        self.field.setPlainText(text)
        self._check()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Use the state by Ctrl+Enter, leave it by Escape."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._on_use()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _on_typed(self) -> None:
        self._is_wanted = False
        self._rest.start()

    def _check(self) -> None:
        self._rest.stop()
        if self._ticket is not None:
            self._ticket.cancel()
        text = self.field.toPlainText()
        self._ticket = self._lane.run(
            lambda _: _checked(text), lambda _: self._show(None), self._show, owner=self
        )

    def _show(self, problem: StudioError | None) -> None:
        self._ticket = None
        self._problem = problem if isinstance(problem, JsonProblem) else None
        place = problem.place if problem else None
        if problem is None:
            self._words.setText("The job goes on with this state.")
        else:
            where = f"Line {place.line}, column {place.column}: " if place and place.line else ""
            self._words.setText(f"{where}{problem.what} {problem.means}".strip())
        self._words.set_tone("err" if problem else "muted")
        self.go.setVisible(place is not None and place.line is not None)
        self.repair.setVisible(self._problem is not None and self._problem.repair is not None)
        if self._problem is not None and self._problem.repair is not None:
            self.repair.setToolTip(self._problem.repair.title)
        self.use.setEnabled(problem is None)
        self.use.setToolTip("" if problem is None else "The text is not a state yet.")
        self._underline()
        if self._is_wanted and problem is None:
            self._on_use()

    def _on_use(self) -> None:
        if self._rest.isActive() or self._ticket is not None:
            # It is used once it is known to be right.
            self._check()
            self._is_wanted = True
        elif self.use.isEnabled():
            self._is_wanted = False
            self.accepted.emit(self.field.toPlainText().encode("utf-8", "replace"))

    def _on_repair(self) -> None:
        if self._problem is None or self._problem.repair is None:
            return
        cursor = QTextCursor(self.field.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(self._problem.repair.repaired_text)
        self._check()

    def _go_to_problem(self) -> None:
        cursor = self._place_of_problem()
        if cursor is not None:
            self.field.setTextCursor(cursor)
            self.field.setFocus()

    def _underline(self) -> None:
        cursor = self._place_of_problem()
        selections: list[QTextEdit.ExtraSelection] = []
        if cursor is not None:
            cursor.movePosition(
                QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor
            )
            form = QTextCharFormat()
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            form.setUnderlineColor(self._look.colour("err"))
            form.setBackground(self._look.colour("err_soft"))
            selection = QTextEdit.ExtraSelection()
            selection.cursor = cursor  # pyright: ignore[reportAttributeAccessIssue]
            selection.format = form  # pyright: ignore[reportAttributeAccessIssue]
            selections.append(selection)
        self.field.setExtraSelections(selections)

    def _place_of_problem(self) -> QTextCursor | None:
        place = self._problem.place if self._problem else None
        if place is None or place.line is None:
            return None
        block = self.field.document().findBlockByNumber(place.line - 1)
        if not block.isValid():
            return None
        cursor = QTextCursor(block)
        # Qt counts UTF-16 units; the place counts characters.
        before = block.text()[: (place.column or 1) - 1]
        cursor.setPosition(block.position() + len(before.encode("utf-16-le", "surrogatepass")) // 2)
        return cursor

    def _refont(self) -> None:
        self.field.setFont(self._look.font(SMALL, mono=True))


def _checked(text: str) -> bool:
    read_state(text)
    return True
