r"""Regular expressions of rules: what JavaScript and Python understand alike, and nothing else.

A rule's pattern is run by the job's process in JavaScript. Python tells beforehand whether it will
work, and matches with it where a rule is tried out. So a pattern may use the common ground of both:
``.``, classes, groups (also ``(?:…)``, ``(?<name>…)``), alternatives, quantifiers, look-around,
``^``, ``$``, ``\b`` and the flags of a group, ``(?i:…)``.
"""

import re
import warnings

_GROUP_STARTS = re.compile(r":|=|!|<=|<!|<[A-Za-z_]\w*>|[ims]+(-[ims]+)?:|-[ims]+:")
_ONLY_PYTHON = "AZaNU"
_QUANTIFIERS = ("*", "+", "?")
_COUNT = re.compile(r"\{\d+(,\d*)?\}")
_GROUP_NAME = re.compile(r"<[A-Za-z_]")
_PIECE = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\(\?|[*+?]|\{\d*,?\d*\}|.", re.DOTALL)


class PatternProblem(ValueError):
    """A pattern that one of the two languages does not take; the text says why."""


def compile_pattern(text: str) -> re.Pattern[str]:
    """Return the pattern, to be searched in a URL.

    Raises:
        PatternProblem: When JavaScript or Python does not take it.
    """
    _refuse_what_only_python_takes(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of brackets within brackets
            return re.compile(_for_python(text), re.ASCII)
    except re.error as error:
        place = "" if error.pos is None else f" at its character {error.pos + 1}"
        raise PatternProblem(f"{error.msg}{place}") from error


def _for_python(text: str) -> str:
    """Python marks the names of groups with a P."""
    return "".join(
        "(?P" if found.group() == "(?" and _GROUP_NAME.match(text, found.end()) else found.group()
        for found in _PIECE.finditer(text)
    )


def _refuse_what_only_python_takes(text: str) -> None:
    was_quantifier = False
    for match in _PIECE.finditer(text):
        piece = match.group()
        if piece[0] == "\\" and piece[1:] in _ONLY_PYTHON:
            raise PatternProblem(f"{piece} means nothing in JavaScript; use ^ for start, $ for end")
        if piece.startswith("["):
            _check_class(piece)
        if piece == "(?" and not _GROUP_STARTS.match(text, match.end()):
            raise PatternProblem(f"a group cannot start with {text[match.start() :][:4]}")
        if piece.startswith("{,"):
            raise PatternProblem(f"{piece} needs a number before the comma, such as {{0,3}}")
        if piece == "+" and was_quantifier:
            raise PatternProblem("a quantifier cannot be followed by +")
        was_quantifier = piece in _QUANTIFIERS or bool(_COUNT.fullmatch(piece))


def _check_class(piece: str) -> None:
    if piece in ("[]", "[^]"):
        raise PatternProblem(f"{piece} is empty; write \\] for a bracket within brackets")
    if any(f"\\{letter}" in piece.replace("\\\\", "") for letter in _ONLY_PYTHON):
        raise PatternProblem(f"{piece} holds an escape that JavaScript does not know")
