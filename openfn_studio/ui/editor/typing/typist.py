"""Turns key presses into pairs, indented lines and closing brackets in their column."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from openfn_studio.language.at_caret import AtCaret, Where, at_caret
from openfn_studio.language.brackets import BracketPair, bracket_at
from openfn_studio.ui.editor.colours.syntax import Syntax
from openfn_studio.ui.editor.scintilla import Surface
from openfn_studio.ui.editor.typing import pairs
from openfn_studio.ui.editor.typing.carets import Selection, line_around, press_everywhere
from openfn_studio.ui.editor.typing.indentation import Indentation
from openfn_studio.ui.editor.typing.pairs import Around, Keystroke

_SPECIAL = frozenset("()[]{}\"'`")
_CLOSERS = frozenset(")]}")
_READ_BEFORE = 40_000
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Typist:
    """Handles what is typed on one surface.

    Args:
        surface: Where.
        syntax: Tells which bracket has its partner.
        indentation: Returns the step of indentation in use.
    """

    def __init__(
        self, surface: Surface, syntax: Syntax, indentation: Callable[[], Indentation]
    ) -> None:
        self._surface = surface
        self._syntax = syntax
        self._indentation = indentation
        self.closes_pairs = True
        """Whether typing an opening bracket or quote writes the closing one."""

    def take(self, event: QKeyEvent) -> bool:
        """Deal with a key press; False leaves it to Scintilla."""
        modifiers = event.modifiers() & ~_KEYPAD
        if self._surface.readOnly() or modifiers not in _PLAIN:
            # AltGr comes as Ctrl+Alt on some systems; its text is still a letter.
            is_alt_gr = bool(event.text()) and event.text() in _SPECIAL
            if self._surface.readOnly() or not is_alt_gr:
                return False
        if event.key() in _ENTER:
            return press_everywhere(self._surface, self._enter)
        if event.key() == Qt.Key.Key_Backspace and modifiers == Qt.KeyboardModifier.NoModifier:
            return self.closes_pairs and press_everywhere(self._surface, self._erase)
        character = event.text()
        is_done = character in _SPECIAL and self._special(character)
        if is_done:
            self._surface.typed.emit(character)
        return is_done

    def _special(self, character: str) -> bool:
        surface = self._surface
        if character in _CLOSERS and press_everywhere(
            surface, lambda one: self._close_line(character, one)
        ):
            return True
        return self.closes_pairs and press_everywhere(
            surface, lambda one: self._type(character, one)
        )

    def _type(self, character: str, one: Selection) -> Keystroke | None:
        is_balanced = character not in _CLOSERS or self._is_balanced(one)
        return pairs.typed(character, self._around(one, is_balanced=is_balanced))

    def _erase(self, one: Selection) -> Keystroke | None:
        before, selected, after = line_around(self._surface, one)
        return pairs.erased(Around(before, after, selected))

    def _enter(self, one: Selection) -> Keystroke | None:
        around = self._around(one)
        line_end = self._surface.line_end.decode()
        return pairs.entered(around, self._indentation().unit, line_end)

    def _close_line(self, character: str, one: Selection) -> Keystroke | None:
        """Put a closing bracket that begins its line under the line that opened it."""
        before, selected, _ = line_around(self._surface, one)
        if selected or before.strip() or not before:
            return None
        place = self._place(one)
        if place.where is not Where.CODE or place.opened is None:
            return None
        text, _ = self._text_before(one)
        line_start = text.rfind("\n", 0, place.opened) + 1
        line = text[line_start:]
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        return Keystroke(indent + character, len(indent) + 1, len(indent) + 1, gives=len(before))

    def _around(self, one: Selection, *, is_balanced: bool = True) -> Around:
        before, selected, after = line_around(self._surface, one)
        return Around(before, after, selected, self._place(one).where, is_balanced)

    def _place(self, one: Selection) -> AtCaret:
        text, caret = self._text_before(one)
        return at_caret(text, caret)

    def _text_before(self, one: Selection) -> tuple[str, int]:
        data = self._surface.part(max(0, one.start - _READ_BEFORE), one.start)
        text = data.decode("utf-8", "ignore").replace("\r\n", "\n")
        return text, len(text)

    def _is_balanced(self, one: Selection) -> bool:
        if not self._syntax.catch_up() or self._syntax.tree is None:
            return True
        following = self._surface.part(one.end, one.end + 1)
        if following not in (b")", b"]", b"}"):
            return True
        # The caret behind the bracket asks for that one, whatever stands before it.
        return isinstance(bracket_at(self._syntax.tree, one.end + 1), BracketPair)
