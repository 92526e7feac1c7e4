"""Folds of the text, kept up a moment after typing stopped."""

from PySide6.QtCore import QObject, QTimer

from openfn_studio.language.folding import Folds, fold_levels
from openfn_studio.ui.editor.colours.syntax import Syntax
from openfn_studio.ui.editor.scintilla import Surface

_REST_MS = 150
_BASE = 0x400
_HEADER = 0x2000


class FoldKeeper(QObject):
    """Writes fold levels into the text; only those that changed."""

    def __init__(self, surface: Surface, syntax: Syntax) -> None:
        super().__init__(surface)
        self._surface = surface
        self._syntax = syntax
        self._folds = Folds()
        self._is_first = True
        self._timer = QTimer(self, singleShot=True, interval=_REST_MS)
        self._timer.timeout.connect(self.refresh)
        syntax.parsed.connect(self._on_parsed)
        surface.loaded.connect(self._on_loaded)

    def refresh(self) -> None:
        """Bring the levels up to the tree now."""
        tree = self._syntax.tree
        if tree is None or not self._syntax.is_current:
            return
        self._is_first = False
        folds = self._folds.of(tree, self._syntax.data)
        count = self._surface.lineCount()
        if self._syntax.data.count(b"\n") + 1 != count:
            # Lone CR ends a line for Scintilla and not for tree-sitter.
            folds = []
        levels = fold_levels(folds, count)
        headers = {fold.first for fold in folds}
        level_of, set_level = self._surface.foldLevel, self._surface.setFoldLevel
        for line, depth in enumerate(levels):
            wanted = (_BASE + depth) | (_HEADER if line in headers else 0)
            if level_of(line) != wanted:
                set_level(line, wanted)

    def _on_parsed(self) -> None:
        if self._is_first:
            self.refresh()
        else:
            self._timer.start()

    def _on_loaded(self) -> None:
        self._is_first = True
