"""Lexilla's lexers: for JSON and YAML, and for jobs too long for a syntax tree."""

from collections.abc import Mapping
from dataclasses import dataclass

from lexilla import create_lexer

from openfn_studio.language.colouring import Role
from openfn_studio.ui.editor.scintilla import Surface

LIMIT_BYTES = 1_000_000
"""A job longer than this is coloured by lexilla: a tree would take too long to keep up."""


@dataclass(frozen=True, slots=True)
class Language:
    """A lexer, and what its numbers mean."""

    lexer: str
    roles: Mapping[int, Role]
    properties: Mapping[str, str]
    words: str = ""


_KEYWORDS = (
    "async await break case catch class const continue debugger default delete do else export "
    "extends finally for function if import in instanceof let new of return static super switch "
    "throw try typeof var void while with yield"
)
_FOLDING = {"fold": "1", "fold.compact": "0"}

LANGUAGES = {
    "job": Language(
        "cpp",
        {
            1: Role.COMMENT,
            2: Role.COMMENT,
            3: Role.COMMENT,
            4: Role.NUMBER,
            5: Role.KEYWORD,
            6: Role.STRING,
            7: Role.STRING,
            10: Role.PUNCTUATION,
            12: Role.STRING,
            14: Role.REGEX,
            15: Role.COMMENT,
            20: Role.STRING,
            27: Role.ESCAPE,
        },
        {**_FOLDING, "lexer.cpp.backquoted.strings": "1", "lexer.cpp.track.preprocessor": "0"},
        _KEYWORDS,
    ),
    "json": Language(
        "json",
        {
            1: Role.NUMBER,
            2: Role.STRING,
            3: Role.STRING,
            4: Role.PROPERTY,
            5: Role.ESCAPE,
            6: Role.COMMENT,
            7: Role.COMMENT,
            8: Role.PUNCTUATION,
            9: Role.STRING,
            10: Role.STRING,
            11: Role.CONSTANT,
        },
        {**_FOLDING, "lexer.json.escape.sequence": "1"},
        "true false null",
    ),
    "yaml": Language(
        "yaml",
        {
            1: Role.COMMENT,
            2: Role.PROPERTY,
            3: Role.KEYWORD,
            4: Role.NUMBER,
            5: Role.OPERATION,
            6: Role.PUNCTUATION,
            7: Role.STRING,
            9: Role.PUNCTUATION,
        },
        _FOLDING,
        "true false null yes no",
    ),
}
"""By the kind of a buffer; plain text has no language."""


def use_language(surface: Surface, language: Language) -> None:
    """Let lexilla colour and fold a text."""
    lexer = create_lexer(language.lexer)
    if lexer is None:
        return
    for name, value in language.properties.items():
        lexer.property_set(name, value)
    if language.words:
        lexer.word_list_set(0, language.words)
    # Detached, or its end in Python would be Scintilla's too.
    surface.use_lexer(lexer.detach())
