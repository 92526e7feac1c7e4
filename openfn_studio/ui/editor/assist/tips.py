"""Call tips at the caret, and documentation under the pointer or at the caret."""

import re
from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QCursor, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from openfn_studio.language.at_caret import Call, Where, at_caret
from openfn_studio.language.state_paths import member_before
from openfn_studio.ui.editor.assist.card import Card
from openfn_studio.ui.editor.assist.documentation import (
    function_markup,
    problem_markup,
    signature_markup,
    value_markup,
)
from openfn_studio.ui.editor.assist.knowledge import Surroundings
from openfn_studio.ui.editor.marks.problems import Placed
from openfn_studio.ui.editor.scintilla import Surface, Update
from openfn_studio.ui.theme.look import Look

_READ_AROUND = 40_000
_DWELL_MS = 450
_PAUSE_MS = 15
_NAME_END = re.compile(r"[\w$]*")
_DOTTED = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*$")


class Tips(QObject):
    """The two cards of one surface: the call tip above the line, documentation beside a word.

    Args:
        surface: The text.
        look: The look.
        editor: Over which widget the cards float.
        surroundings: What is known.
        problems_at: Returns the problems at a position.
    """

    def __init__(
        self,
        surface: Surface,
        look: Look,
        editor: QWidget,
        surroundings: Surroundings,
        problems_at: Callable[[int], list[Placed]],
    ) -> None:
        super().__init__(surface)
        self._surface = surface
        self._look = look
        self._surroundings = surroundings
        self._problems_at = problems_at
        self.call_tip = Card(look, editor)
        self.documentation = Card(look, editor)
        self._documented_from = -1
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._refresh_call_tip)
        surface.setMouseDwellTime(_DWELL_MS)
        surface.dwellStart.connect(self._on_dwell)
        surface.dwellEnd.connect(self._on_dwell_end)
        surface.typed.connect(self._on_typed)
        surface.updateUi.connect(self._on_updated)
        surface.focus_moved.connect(self._on_focus_moved)
        surface.verticalScrolled.connect(lambda _: self.hide())

    # ------------------------------------------------------------------ what others ask

    def show_signature(self) -> bool:
        """Show what the call around the caret takes; False when there is none that is known."""
        call = self._call_at_caret()
        function = self._surroundings.function(call.name) if call else None
        if call is None or function is None:
            self.call_tip.hide()
            return False
        markup = signature_markup(self._look, function, call.argument)
        self.documentation.hide()
        self.call_tip.show_at(markup, self._line_at(self._surface.currentPos()), above=True)
        return True

    def show_documentation(self) -> bool:
        """Show what is known of the word at the caret; False when that is nothing."""
        return self._document(self._surface.currentPos())

    def hide(self) -> None:
        """Take both cards away."""
        self._soon.stop()
        self.call_tip.hide()
        self.documentation.hide()

    def take(self, event: QKeyEvent) -> bool:
        """Close the cards by Escape."""
        is_open = self.call_tip.isVisible() or self.documentation.isVisible()
        if event.key() != Qt.Key.Key_Escape or not is_open:
            return False
        self.hide()
        return True

    # ------------------------------------------------------------------ what happens

    def _on_typed(self, character: str) -> None:
        self.documentation.hide()
        if character in "(," or self.call_tip.isVisible():
            self._soon.start()

    def _on_updated(self, what: int) -> None:
        if int(what) & int(Update.Selection):
            if self.call_tip.isVisible():
                self._soon.start()
            if self._surface.currentPos() != self._documented_from:
                self.documentation.hide()

    def _on_focus_moved(self, has_focus: bool) -> None:
        if not has_focus:
            self.hide()

    def _refresh_call_tip(self) -> None:
        if self._surface.hasFocus():
            self.show_signature()

    def _on_dwell(self, x: int, y: int) -> None:
        position = self._surface.positionFromPointClose(x, y)
        has_menu = QApplication.activePopupWidget() is not None
        is_here = self._surface.viewport().underMouse() and not has_menu
        if position >= 0 and is_here and not self.call_tip.isVisible():
            self._document(position)

    def _on_dwell_end(self, _x: int, _y: int) -> None:
        # On its way into the card the pointer leaves the word.
        card = self.documentation
        near = card.rect().adjusted(-24, -24, 24, 24)
        if card.isVisible() and not near.contains(card.mapFromGlobal(QCursor.pos())):
            card.hide()

    # ------------------------------------------------------------------ inside

    def _document(self, position: int) -> bool:
        parts = [problem_markup(self._look, one.problem) for one in self._problems_at(position)]
        parts += self._word_markup(position)
        if not parts:
            self.documentation.hide()
            return False
        line = self._line_at(self._surface.wordStartPosition(position, True))
        self.call_tip.hide()
        self._documented_from = self._surface.currentPos()
        self.documentation.show_at("".join(parts), line, above=True)
        return True

    def _word_markup(self, position: int) -> list[str]:
        """Return what is known of a word: an adaptor's function, or a path of the input."""
        before, after = self._text_around(position)
        end = _NAME_END.match(after)
        text = before + (end.group() if end else "")
        place = at_caret(text, len(text))
        name = _DOTTED.search(text)
        if place.where is not Where.CODE or name is None:
            return []
        function = self._surroundings.function(name.group())
        if function is not None:
            return [function_markup(self._look, function)]
        member = member_before(text, len(text), place)
        shape = self._surroundings.shape if member else None
        found = shape.at((*member.path, member.typed)) if shape and member else None
        return [value_markup(self._look, name.group(), found)] if found else []

    def _call_at_caret(self) -> Call | None:
        before, _ = self._text_around(self._surface.currentPos())
        calls = at_caret(before, len(before)).calls
        named = [call for call in calls if call.name]
        return named[-1] if named else None

    def _text_around(self, position: int) -> tuple[str, str]:
        surface = self._surface
        before = surface.part(max(0, position - _READ_AROUND), position)
        return (
            before.decode("utf-8", "ignore"),
            surface.part(position, position + 200).decode("utf-8", "ignore"),
        )

    def _line_at(self, position: int) -> QRect:
        surface = self._surface
        x, y = surface.pointXFromPosition(position), surface.pointYFromPosition(position)
        corner = surface.viewport().mapToGlobal(QPoint(x, y))
        return QRect(corner.x(), corner.y(), 1, surface.textHeight(0))
