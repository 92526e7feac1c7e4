"""The numbers this editor gives Scintilla's styles, indicators, markers and margins."""

from enum import IntEnum


class Style(IntEnum):
    """Styles; 0 to 31 are the language's own (``colouring.Role``, or a lexer's), 32 to 39 fixed."""

    DEFAULT = 32
    LINE_NUMBER = 33
    INDENT_GUIDE = 37
    FOLDED_TEXT = 39
    ERROR_NOTE = 40
    WARNING_NOTE = 41
    HINT_NOTE = 42


class Indicator(IntEnum):
    """What is drawn under or around text."""

    ERROR = 8
    WARNING = 9
    HINT = 10
    MATCH = 11
    """Found by the search bar."""
    SAME_WORD = 12
    """The other places of the selected word."""
    BRACKET = 13
    LONE_BRACKET = 14
    TOKEN = 16
    """16 + role: the colour of a token on a line that holds right-to-left text."""


class Marker(IntEnum):
    """What stands in a margin, or tints a line; it moves with the line."""

    BREAKPOINT = 0
    CONDITIONAL = 1
    DISABLED = 2
    WAITING = 3
    OPERATION = 4
    WAITING_LINE = 5
    FAILED_LINE = 6
    CHANGE_FIRST = 21
    CHANGE_SAVED = 22
    CHANGE_MODIFIED = 23
    CHANGE_LAST = 24
    FOLD_FIRST = 25
    FOLD_CLOSED = 30
    FOLD_OPEN = 31


class Margin(IntEnum):
    """The margins, from the left."""

    CHANGES = 0
    BREAKPOINTS = 1
    NUMBERS = 2
    OPERATION = 3
    FOLDS = 4
