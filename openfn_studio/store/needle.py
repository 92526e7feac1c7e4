"""Text to look for, as the text index takes it.

The index holds pieces of three letters, so shorter texts are looked for row by row. ``LIKE`` with
an ESCAPE clause does not use the index: a text with ``%`` or ``_`` is looked for with these as
wildcards, and what is found is compared once more.
"""

from dataclasses import dataclass

SHORTEST_INDEXED = 3


@dataclass(frozen=True, slots=True)
class Needle:
    """A text that rows must contain, whatever the case of its ASCII letters."""

    text: str

    @property
    def is_indexed(self) -> bool:
        """Whether the index can find it."""
        pieces = self.text.replace("_", "%").split("%")
        return any(len(piece) >= SHORTEST_INDEXED for piece in pieces)

    @property
    def loose(self) -> str:
        """A pattern for ``LIKE`` that the index can use; it may find too much."""
        return f"%{self.text}%"

    @property
    def exact(self) -> str:
        r"""A pattern for ``LIKE … ESCAPE '\'``."""
        escaped = self.text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        return f"%{escaped}%"
