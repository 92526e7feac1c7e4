"""Chooses who colours a text: its syntax tree, or lexilla where a tree would be too slow."""

from openfn_studio.ui.editor.colours.folds import FoldKeeper
from openfn_studio.ui.editor.colours.highlighter import Highlighter
from openfn_studio.ui.editor.colours.lexers import LANGUAGES, LIMIT_BYTES, use_language
from openfn_studio.ui.editor.colours.syntax import Syntax
from openfn_studio.ui.editor.painting import Painter
from openfn_studio.ui.editor.scintilla import Surface
from openfn_studio.workbench.editing.buffer import BufferKind

_SLACK = 1.25
"""How far a job may grow over the limit before the colours change hands while typing."""


class Colouring:
    """The colours and folds of one text, in all its views.

    Args:
        surface: The first view; it outlives the others.
    """

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._painters: dict[Surface, Painter] = {}
        self._is_tree = True
        self.syntax = Syntax(surface)
        """The text's tree."""
        self._highlighter = Highlighter(self.syntax, surface)
        self._folds = FoldKeeper(surface, self.syntax)

    @property
    def has_outgrown(self) -> bool:
        """Whether the text has become too long for its tree."""
        return self._is_tree and self._surface.textLength() > LIMIT_BYTES * _SLACK

    def add_view(self, view: Surface, painter: Painter) -> None:
        """Colour a view; its painter has to paint afterwards."""
        painter.language = next((each.language for each in self._painters.values()), None)
        self._painters[view] = painter
        self._highlighter.add_view(view)

    def remove_view(self, view: Surface) -> None:
        """Forget a view that closes before the first one does."""
        self._painters.pop(view, None)
        self._highlighter.remove_view(view)

    def use(self, kind: BufferKind) -> None:
        """Colour a text of this kind; the painters have to paint again afterwards."""
        is_short = self._surface.textLength() <= LIMIT_BYTES
        self._is_tree = kind == "job" and is_short
        language = None if self._is_tree else LANGUAGES.get(kind)
        for painter in self._painters.values():
            painter.language = language
        self._surface.use_lexer(0)
        if language is not None:
            use_language(self._surface, language)
        self.syntax.set_active(self._is_tree)

    def use_operations(self, names: frozenset[str] | None) -> None:
        """Say which names are operations; None while the adaptors are not known."""
        self._highlighter.use_operations(names)
