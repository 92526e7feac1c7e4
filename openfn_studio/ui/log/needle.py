"""What is searched or filtered for: a text whatever its case, or a regular expression.

Expressions are Qt's (PCRE) and not Python's: PCRE gives a search up that would take for ever, and
Python's cannot be stopped.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRegularExpression as Expression

_OPTIONS = (
    Expression.PatternOption.CaseInsensitiveOption
    | Expression.PatternOption.UseUnicodePropertiesOption
)


class NeedleProblem(ValueError):
    """An expression that cannot be used; the text says why, as a sentence."""


@dataclass(frozen=True, slots=True)
class Needle:
    """Something to look for. ``needle_of`` makes one."""

    text: str
    expression: Expression | None

    def is_in(self, text: str) -> bool:
        """Tell whether it occurs.

        Raises:
            NeedleProblem: The expression takes too long on this text.
        """
        if self.expression is None:
            return self.text in text.lower()
        match = self.expression.match(text)
        if not match.isValid():
            raise NeedleProblem("This expression takes too long. Write it more plainly.")
        return match.hasMatch()

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where it occurs: start and end in characters. Never raises."""
        if self.expression is None:
            return _plain_spans(self.text, text.lower())
        spans: list[tuple[int, int]] = []
        matches = self.expression.globalMatch(text)
        while matches.hasNext():
            match = matches.next()
            if match.capturedLength():
                spans.append((match.capturedStart(), match.capturedEnd()))
        # PCRE counts UTF-16 code units.
        return spans if text.isascii() else [_in_characters(text, span) for span in spans]


def needle_of(text: str, *, is_expression: bool) -> Needle | None:
    """Return what a field's text means; None when it is empty.

    Raises:
        NeedleProblem: It is no regular expression.
    """
    if not text:
        return None
    if not is_expression:
        return Needle(text.lower(), None)
    expression = Expression(text, _OPTIONS)
    if not expression.isValid():
        place = expression.patternErrorOffset() + 1
        why = expression.errorString()
        raise NeedleProblem(f"Not a regular expression: {why} at character {place}.")
    expression.optimize()
    return Needle(text, expression)


def _plain_spans(needle: str, text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = text.find(needle)
    while start >= 0:
        spans.append((start, start + len(needle)))
        start = text.find(needle, start + len(needle))
    return spans


def _in_characters(text: str, span: tuple[int, int]) -> tuple[int, int]:
    data = text.encode("utf-16-le", "surrogatepass")
    start, end = (len(data[: 2 * at].decode("utf-16-le", "replace")) for at in span)
    return start, end
