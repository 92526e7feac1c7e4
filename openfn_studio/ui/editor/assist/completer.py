"""Offers completions while typing and when asked, and writes the chosen one."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from openfn_studio.language.candidates import NOTHING, Candidate, Completions
from openfn_studio.language.completion import Knowledge, complete
from openfn_studio.ui.editor.assist.popup import CompletionPopup
from openfn_studio.ui.editor.scintilla import Surface
from openfn_studio.ui.editor.typing.carets import Selection, press_everywhere
from openfn_studio.ui.editor.typing.pairs import Keystroke
from openfn_studio.ui.theme.look import Look

_PAUSE_MS = 12
"""After a key press, so that the letter is painted first."""
_BEGINNERS = frozenset("._$'\"[{")
_READ_BEFORE = 60_000


class Completer(QObject):
    """Completion in one surface.

    Args:
        surface: The text.
        look: For the list.
        editor: Over which widget the list floats.
        knowledge: Returns what is known when something is completed.

    Signals:
        accepted: The ``Candidate`` that was written.
    """

    accepted = Signal(object)

    def __init__(
        self,
        surface: Surface,
        look: Look,
        editor: QWidget,
        knowledge: Callable[[], Knowledge],
    ) -> None:
        super().__init__(surface)
        self._surface = surface
        self._knowledge = knowledge
        self._shown = NOTHING
        self._text = ""
        self._is_asked = False
        self.popup = CompletionPopup(look, editor)
        self.popup.accepted.connect(self.accept)
        self.is_on = True
        """Whether anything is offered at all: there is nothing to know of other files than jobs."""
        self.is_eager = True
        """Whether something is offered while typing."""
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._refresh)
        surface.typed.connect(self._on_typed)
        surface.text_changed.connect(lambda _: self._on_moved())
        surface.updateUi.connect(lambda what: self._on_updated(int(what)))
        surface.focus_moved.connect(self._on_focus_moved)
        surface.verticalScrolled.connect(lambda _: self.hide())

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self.popup.isVisible()

    def offer(self) -> None:
        """Show what can be written at the caret, because the user asked."""
        self._is_asked = True
        self._refresh()

    def hide(self) -> None:
        """Take the list away."""
        self._soon.stop()
        self._is_asked = False
        self.popup.hide()

    def take(self, event: QKeyEvent) -> bool:
        """Deal with a key while the list is open; False leaves it to the text."""
        if not self.is_open or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        moves = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: self.popup.page,
            Qt.Key.Key_PageUp: -self.popup.page,
        }
        key = Qt.Key(event.key())
        if key in moves:
            self.popup.move_choice(moves[key])
        elif key == Qt.Key.Key_Escape:
            self.hide()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            return self._accept_current()
        else:
            return False
        return True

    def accept(self, candidate: Candidate) -> None:
        """Write a candidate at every caret that has the same before it."""
        caret = len(self._text)
        back = caret - candidate.start
        written = self._text[candidate.start :]
        at = candidate.caret if candidate.caret >= 0 else len(candidate.insert)

        def stroke(one: Selection) -> Keystroke | None:
            data = written.encode("utf-8", "surrogatepass")
            if self._surface.part(one.start - len(data), one.start) != data:
                return None
            return Keystroke(candidate.insert, at, at, gives=back)

        self.hide()
        self._surface.setFocus()
        if not press_everywhere(self._surface, stroke):
            return
        self.accepted.emit(candidate)

    # ------------------------------------------------------------------ inside

    def _accept_current(self) -> bool:
        chosen = self.popup.current
        if chosen is None or self._soon.isActive():
            # The list is of a letter ago.
            self._soon.stop()
            self._refresh()
            chosen = self.popup.current
        if chosen is None or not self.is_open:
            return False
        self.accept(chosen)
        return True

    def _on_typed(self, character: str) -> None:
        is_name = character.isalnum() or character in _BEGINNERS
        if self.is_open or (self.is_eager and is_name):
            self._soon.start()

    def _on_moved(self) -> None:
        if self.is_open:
            self._soon.start()

    def _on_updated(self, what: int) -> None:
        # 2 is Scintilla's flag of a moved selection.
        if what & 2:
            self._on_moved()

    def _on_focus_moved(self, has_focus: bool) -> None:
        if not has_focus:
            self.hide()

    def _refresh(self) -> None:
        if not self._surface.hasFocus():
            self.hide()
            return
        completions = self._found()
        was_open = self.is_open
        if not completions.candidates or (was_open and not self._is_same_name(completions)):
            is_asked = self._is_asked
            self.hide()
            if not completions.candidates or not is_asked:
                return
        self._shown = completions
        self.popup.show_at(completions, self._line_of(completions))

    def _is_same_name(self, completions: Completions) -> bool:
        return bool(completions.typed) or self._is_asked or completions.start >= self._shown.start

    def _found(self) -> Completions:
        surface = self._surface
        caret = surface.currentPos()
        if not self.is_on or surface.readOnly() or not surface.selectionEmpty():
            return NOTHING
        before = surface.part(max(0, caret - _READ_BEFORE), caret)
        self._text = before.decode("utf-8", "ignore")
        following = surface.part(caret, caret + 1).decode("utf-8", "ignore")
        known = self._knowledge()
        return complete(self._text + following, len(self._text), known, is_asked=self._is_asked)

    def _line_of(self, completions: Completions) -> QRect:
        """Return the caret's line on the screen, from where the name begins."""
        surface = self._surface
        back = len(self._text[completions.start :].encode("utf-8", "surrogatepass"))
        start = surface.currentPos() - back
        x, y = surface.pointXFromPosition(start), surface.pointYFromPosition(start)
        corner = surface.viewport().mapToGlobal(QPoint(x, y))
        return QRect(corner.x(), corner.y(), 1, surface.textHeight(0))
