"""Colours what is on the screen, whenever it or the text behind it changed."""

from collections.abc import Collection

from PySide6.QtCore import QObject

from openfn_studio.language.colouring import Role, token_roles
from openfn_studio.ui.editor.colours.right_to_left import (
    colours_to_lay_over,
    has_right_to_left,
    runs_of,
)
from openfn_studio.ui.editor.colours.syntax import Syntax
from openfn_studio.ui.editor.colours.visible import visible_stretches
from openfn_studio.ui.editor.numbers import Indicator
from openfn_studio.ui.editor.scintilla import Surface, Update

_MOVED = int(Update.VScroll) | int(Update.HScroll) | int(Update.Content)

_Seen = tuple[int, list[tuple[int, int]]]


class Highlighter(QObject):
    """Colours the views of one text by its syntax tree.

    Only visible lines are coloured, and Scintilla is told that all are: it asks again after each
    change, and scrolling is noticed here. So a page costs the same wherever it lies.
    """

    def __init__(self, syntax: Syntax, parent: QObject) -> None:
        super().__init__(parent)
        self._syntax = syntax
        self._operations: frozenset[str] | None = None
        self._generation = 0
        self._views: list[Surface] = []
        self._seen: dict[Surface, _Seen] = {}
        self._has_laid_over = False
        syntax.parsed.connect(self._on_parsed)

    def add_view(self, view: Surface) -> None:
        """Colour another view of the same text."""
        self._views.append(view)
        view.styleNeeded.connect(lambda _: self._on_needed(view))
        view.updateUi.connect(lambda what: self._on_updated(view, int(what)))

    def remove_view(self, view: Surface) -> None:
        """Forget a view that closes."""
        self._views.remove(view)
        self._seen.pop(view, None)

    def use_operations(self, names: Collection[str] | None) -> None:
        """Say what counts as an operation's name; None while the adaptors are not known."""
        found = None if names is None else frozenset(names)
        if found != self._operations:
            self._operations = found
            self._colour_again()

    def _colour_again(self) -> None:
        self._generation += 1
        for view in self._views:
            self._colour(view)

    def _on_needed(self, view: Surface) -> None:
        # While painting: a short parse now spares a second paint.
        self._syntax.catch_up()
        self._seen.pop(view, None)
        self._colour(view)
        view.startStyling(view.textLength(), 0)

    def _on_updated(self, view: Surface, what: int) -> None:
        if what & _MOVED:
            self._colour(view)
        if self._has_laid_over and view.xOffset() == 0:
            # A line that begins right-to-left is as good as empty for Scintilla, which leaves out
            # what ends where the line begins: one pixel aside it is drawn.
            view.setXOffset(-1)

    def _on_parsed(self) -> None:
        for view in self._views:
            self._colour(view)

    def _colour(self, view: Surface) -> None:
        tree = self._syntax.tree
        if tree is None or not view.isVisible():
            return
        stretches = visible_stretches(view)
        seen = (self._syntax.version + self._generation, stretches)
        if self._seen.get(view) == seen:
            return
        self._seen[view] = seen
        data = self._syntax.data if self._syntax.is_current else view.parsable()
        for start, end in stretches:
            roles = token_roles(tree, data, start, end, self._operations)
            self._write(view, data, start, roles)

    def _write(self, view: Surface, data: bytes, start: int, roles: bytes) -> None:
        text = data[start : start + len(roles)]
        if self._has_laid_over:
            self._clear_laid_over(view, start, len(text))
        if not text.isascii():
            roles = self._lay_over(view, text, start, roles)
        view.write_styles(start, roles)

    def _lay_over(self, view: Surface, text: bytes, start: int, roles: bytes) -> bytes:
        """Colour right-to-left lines by indicators; return the styles that are left."""
        found = bytearray(roles)
        offset = 0
        for data in text.splitlines(keepends=True):
            end = offset + len(data)
            line = data.decode("utf-8", "surrogateescape")
            if has_right_to_left(line):
                for first, last, role in runs_of(colours_to_lay_over(line, roles[offset:end])):
                    view.setIndicatorCurrent(Indicator.TOKEN + role)
                    view.indicatorFillRange(start + offset + first, last - first)
                found[offset:end] = bytes(len(data))
                self._has_laid_over = True
            offset = end
        return bytes(found)

    def _clear_laid_over(self, view: Surface, start: int, length: int) -> None:
        for role in Role:
            view.setIndicatorCurrent(Indicator.TOKEN + role)
            view.indicatorClearRange(start, length)
