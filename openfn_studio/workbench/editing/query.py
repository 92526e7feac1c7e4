"""What is looked for, with Python's regular expressions, and what it is replaced by. Pure."""

import re
from dataclasses import dataclass
from re import Match, Pattern


@dataclass(frozen=True, slots=True)
class Query:
    """What the search bar says."""

    text: str = ""
    is_regex: bool = False
    is_case_sensitive: bool = False
    is_whole_word: bool = False


class QueryError(ValueError):
    """The regular expression, or what replaces it, cannot be used; the text says why."""


def compiled(query: Query) -> Pattern[str]:
    r"""Return the pattern of a query.

    ``^`` and ``$`` mean lines.

    Raises:
        QueryError: It is no regular expression.
    """
    source = query.text if query.is_regex else re.escape(query.text)
    if query.is_whole_word:
        # \b would ask for a word on one side, and "@id" has none.
        source = rf"(?<!\w)(?:{source})(?!\w)"
    flags = re.MULTILINE | (0 if query.is_case_sensitive else re.IGNORECASE)
    try:
        return re.compile(source, flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise QueryError(_reason(error, query)) from error


def replacement(match: Match[str], template: str, *, is_regex: bool) -> str:
    r"""Return what a match is replaced by; ``\1``, ``\g<name>`` and ``\n`` count in a regex.

    Raises:
        QueryError: The template names a group that is not there, or has a wrong escape.
    """
    if not is_regex:
        return template
    try:
        return match.expand(template)
    except (re.error, IndexError) as error:
        message = str(error).split(" at position")[0]
        raise QueryError(f"What replaces it cannot be used: {message}.") from error


def check_template(pattern: Pattern[str], template: str) -> None:
    r"""Refuse a replacement that no match could be replaced by.

    Raises:
        QueryError: It names a group that is not there, or has a wrong escape.
    """
    # A pattern of as many empty groups of the same names shows it.
    names = {number: name for name, number in pattern.groupindex.items()}
    groups = [f"(?P<{names[n]}>)" if n in names else "()" for n in range(1, pattern.groups + 1)]
    empty = re.compile("".join(groups)).match("")
    if empty is not None:
        replacement(empty, template, is_regex=True)


def _reason(error: Exception, query: Query) -> str:
    if not isinstance(error, re.error):
        return "This regular expression is too large."
    place = ""
    if error.pos is not None and not query.is_whole_word:
        place = f" at character {error.pos + 1}"
    return f"This is no regular expression: {error.msg}{place}."
