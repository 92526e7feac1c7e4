"""Shows which bracket belongs to the one at the caret, and goes there."""

from PySide6.QtCore import QObject

from openfn_studio.language.brackets import BracketPair, LoneBracket, bracket_at, pair_around
from openfn_studio.ui.editor.colours.syntax import Syntax
from openfn_studio.ui.editor.numbers import Indicator
from openfn_studio.ui.editor.scintilla import Surface, Update

_WATCHED = int(Update.Selection) | int(Update.Content)
_BRACKETS = b"()[]{}"


class Brackets(QObject):
    """Marks the pair of brackets at the caret of one view.

    Args:
        surface: The view.
        syntax: The text's tree; while it is not active, Scintilla counts the brackets.
    """

    def __init__(self, surface: Surface, syntax: Syntax) -> None:
        super().__init__(surface)
        self._surface = surface
        self._syntax = syntax
        self.shown: BracketPair | LoneBracket | None = None
        """What is marked now."""
        surface.braceHighlightIndicator(True, Indicator.BRACKET)
        surface.braceBadLightIndicator(True, Indicator.LONE_BRACKET)
        surface.updateUi.connect(self._on_updated)

    def go_to_partner(self, *, is_selecting: bool = False) -> None:
        """Move the caret to the other bracket, or to the opening one of the pair around it."""
        surface = self._surface
        caret = surface.currentPos()
        found = self._found(caret)
        if isinstance(found, BracketPair):
            is_at_opening = caret in (found.opening, found.opening + 1)
            goal = found.closing if is_at_opening else found.opening
        else:
            around = self._around(caret)
            if around is None:
                return
            goal = around.opening
        if is_selecting:
            surface.setSel(surface.anchor(), goal)
        else:
            surface.gotoPos(goal)

    def widen_selection(self) -> bool:
        """Select what the brackets around the selection hold; the brackets too the second time."""
        surface = self._surface
        start, end = surface.selectionStart(), surface.selectionEnd()
        pair = self._around(start, end)
        if pair is None:
            return False
        if (start, end) == (pair.opening + 1, pair.closing):
            surface.setSel(pair.opening, pair.closing + 1)
        else:
            surface.setSel(pair.opening + 1, pair.closing)
        return True

    def _around(self, start: int, end: int | None = None) -> BracketPair | None:
        if self._syntax.tree is None:
            return None
        return pair_around(self._syntax.tree, start, start if end is None else end)

    def _on_updated(self, what: int) -> None:
        if int(what) & _WATCHED:
            self._show(self._surface.currentPos())

    def _show(self, caret: int) -> None:
        found = self.shown = self._found(caret)
        if isinstance(found, BracketPair):
            self._surface.braceHighlight(found.opening, found.closing)
        elif isinstance(found, LoneBracket):
            self._surface.braceBadLight(found.at)
        else:
            self._surface.braceHighlight(-1, -1)

    def _found(self, caret: int) -> BracketPair | LoneBracket | None:
        if not any(bracket in _BRACKETS for bracket in self._surface.part(caret - 1, caret + 1)):
            return None
        if not self._syntax.is_active:
            return self._counted(caret)
        tree = self._syntax.tree if self._syntax.is_current else None
        return bracket_at(tree, caret) if tree else None

    def _counted(self, caret: int) -> BracketPair | None:
        for at in (caret - 1, caret):
            if at >= 0 and self._surface.part(at, at + 1) in (b"(", b")", b"[", b"]", b"{", b"}"):
                other = self._surface.braceMatch(at, 0)
                return BracketPair(min(at, other), max(at, other)) if other >= 0 else None
        return None
