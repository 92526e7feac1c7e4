"""Code as HTML in the colours of a syntax style, for text that Qt lays out."""

from html import escape
from itertools import groupby

from openfn_studio.language.colouring import Role, token_roles
from openfn_studio.language.document import Document
from openfn_studio.ui.editor.syntax_style import SyntaxStyle, TokenLook

_LONGEST = 20_000
"""Bytes of code that are coloured; longer examples are shown plain."""


def code_html(text: str, style: SyntaxStyle) -> str:
    """Return JavaScript as spans of colour, line breaks and spaces kept by the caller's ``pre``."""
    document = Document(text)
    data = document.data
    if len(data) > _LONGEST:
        return escape(text, quote=False)
    roles = token_roles(document.tree, data, 0, len(data))
    parts: list[str] = []
    start = 0
    for role, run in groupby(roles):
        end = start + len(list(run))
        piece = escape(data[start:end].decode("utf-8", "replace"), quote=False)
        parts.append(_coloured(piece, style.tokens[Role(role)]))
        start = end
    return "".join(parts)


def _coloured(piece: str, look: TokenLook) -> str:
    weight = "; font-weight: 600" if look.is_bold else ""
    slant = "; font-style: italic" if look.is_italic else ""
    return f'<span style="color: {look.colour}{weight}{slant}">{piece}</span>'
