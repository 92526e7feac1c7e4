"""Pygments' tokens of a body's line in the theme's roles."""

from collections.abc import Iterator
from functools import lru_cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Token

from openfn_studio.workbench.running.exchanges import BodyKind

_NAMES: dict[BodyKind, str] = {
    "json": "json",
    "xml": "xml",
    "html": "html",
    "javascript": "javascript",
    "css": "css",
    "form": "ini",
}
_ROLES = (
    (Token.Name.Tag, "property"),
    (Token.Name.Attribute, "property"),
    (Token.Keyword, "keyword"),
    (Token.Literal.String, "string"),
    (Token.Literal.Number, "number"),
    (Token.Comment, "comment"),
    (Token.Name.Entity, "number"),
    (Token.Name.Builtin, "operation"),
)
LONGEST_LINE = 4_000
"""Characters; a longer line stays plain."""


@lru_cache(maxsize=8)
def _lexer(name: str) -> Lexer:
    return get_lexer_by_name(name, ensurenl=False, stripnl=False)


def colours_of(line: str, kind: BodyKind) -> Iterator[tuple[int, int, str]]:
    """Yield start, length and role of what is coloured in a line.

    Each line is looked at by itself: laid out JSON and XML say all on one line, and a giant costs
    only what is seen of it.
    """
    name = _NAMES.get(kind)
    if name is None or len(line) > LONGEST_LINE:
        return
    for start, token, text in _lexer(name).get_tokens_unprocessed(line):
        role = next((role for parent, role in _ROLES if token in parent), None)
        if role is not None:
            yield start, len(text), role
