"""The syntax tree of the text on the surface, kept up key by key in a few milliseconds.

Long parses are done in slices between which the window goes on; until then the old tree, told
what changed, is good enough to colour by.
"""

import time

from PySide6.QtCore import QObject, QTimer, Signal
from tree_sitter import Parser, Point, Tree

from openfn_studio.language.nodes import JAVASCRIPT
from openfn_studio.ui.editor.scintilla import Change, Surface

_SLICE_S = 0.006
"""How long one slice of parsing may take."""
_CHUNK = 1 << 16


class Syntax(QObject):
    """A tree-sitter tree that follows a surface.

    Signals:
        parsed: The tree is that of the text as it is now.
    """

    parsed = Signal()

    def __init__(self, surface: Surface) -> None:
        super().__init__(surface)
        self._surface = surface
        self._parser = Parser(JAVASCRIPT)
        self._is_waiting = False
        self._is_active = True
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self.catch_up)
        self.tree: Tree | None = None
        """The tree; None before the first parse is done."""
        self.data = b""
        """The text the last parse read."""
        self.is_current = False
        """Whether ``tree`` and ``data`` are of the text as it is now."""
        self.version = 0
        """Grows with every change of the text and every new tree."""
        surface.loaded.connect(self._on_loaded)
        surface.text_changed.connect(self._on_changed)
        self._on_loaded()

    @property
    def is_active(self) -> bool:
        """Whether the text is followed at all."""
        return self._is_active

    def set_active(self, is_active: bool) -> None:
        """Follow the text or let it be: a text too long, or in another language, has no tree."""
        if is_active != self._is_active:
            self._is_active = is_active
            self._on_loaded()

    def catch_up(self) -> bool:
        """Parse what changed, for a slice of time at most; the rest goes on by itself.

        Returns:
            Whether the tree is that of the text as it is now.
        """
        if self.is_current or not self._is_active:
            return self.is_current
        if not self._is_waiting:
            self.data = self._surface.parsable()
        tree = self._parse_slice()
        self._is_waiting = tree is None
        if tree is None:
            self._rest.start()
            return False
        self._rest.stop()
        self.tree, self.is_current = tree, True
        self.version += 1
        self.parsed.emit()
        return True

    def _parse_slice(self) -> Tree | None:
        deadline = time.perf_counter() + _SLICE_S
        data = self.data

        def read(offset: int, _: Point) -> bytes:
            return data[offset : offset + _CHUNK]

        def is_too_long(_offset: int, _has_error: bool) -> bool:
            return time.perf_counter() > deadline

        try:
            if self.tree is None:
                return self._parser.parse(read, progress_callback=is_too_long)
            return self._parser.parse(read, self.tree, progress_callback=is_too_long)
        except ValueError:
            # Cancelled by the callback: the parser goes on from there the next time.
            return None

    def _start_again(self) -> None:
        if self._is_waiting:
            self._parser.reset()
            self._is_waiting = False
        self.is_current = False
        self.version += 1

    def _on_loaded(self) -> None:
        self._start_again()
        self.tree, self.data = None, b""
        if self._is_active:
            self._rest.start()

    def _on_changed(self, change: Change) -> None:
        if not self._is_active:
            return
        self._start_again()
        if self.tree is not None:
            self._tell(self.tree, change)
        self._rest.start()

    def _tell(self, tree: Tree, change: Change) -> None:
        """Tell the tree where text went in or out."""
        start = change.position
        begin = self._point(start)
        moved = change.inserted or change.deleted
        lines = moved.count(b"\n")
        column = len(moved) - moved.rfind(b"\n") - 1 if lines else begin.column + len(moved)
        end = Point(begin.row + lines, column)
        if change.inserted:
            tree.edit(start, start, start + len(moved), begin, begin, end)
        else:
            tree.edit(start, start + len(moved), start, begin, end, begin)

    def _point(self, position: int) -> Point:
        # tree-sitter's rows end at LF only; a lone CR is a letter to it. What is wrong there is
        # only the row, which nothing here reads: all goes by bytes.
        line = self._surface.lineFromPosition(position)
        return Point(line, position - self._surface.positionFromLine(line))
