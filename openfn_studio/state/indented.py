"""JSON text with a line for each value: re-spaced, never re-read, so every literal stays as it was.

It walks tokens with a list of open brackets, so no depth is too deep. It takes what Node.js prints
of an object, too: names without quotes, texts in single quotes.
"""

import re

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"?'
    r"|'(?:[^'\\]|\\.)*'?"
    r"|`(?:[^`\\]|\\.)*`?"
    r"|[{}\[\],:]|[^\s{}\[\],:\"'`]+",
    re.DOTALL,
)
_CLOSING = {"{": "}", "[": "]"}
STEP = "  "


def indented(text: str, *, is_cut: bool = False) -> str | None:
    """Return the text with a value a line; None when it is no object or array.

    Args:
        text: What may be JSON; white space around it does not matter.
        is_cut: Its end is missing, so brackets may stay open.
    """
    tokens = _TOKEN.findall(text)
    if not tokens or tokens[0] not in _CLOSING:
        return None
    writer = _Writer()
    for place, token in enumerate(tokens):
        if not writer.write(token, tokens[place + 1] if place + 1 < len(tokens) else ""):
            return None
        if not writer.open and place + 1 < len(tokens):
            return None
    return writer.text if is_cut or not writer.open else None


class _Writer:
    """Writes tokens one after the other."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self._pieces: list[str] = []
        self._was_word = False

    @property
    def text(self) -> str:
        """What was written."""
        return "".join(self._pieces)

    def write(self, piece: str, following: str) -> bool:
        """Write one piece; False when it cannot stand here."""
        is_word = False
        if piece in _CLOSING:
            self.open.append(_CLOSING[piece])
            is_empty = following == _CLOSING[piece]
            self._put(piece if is_empty else piece + self._new_line())
        elif piece in ("}", "]"):
            if not self.open or self.open.pop() != piece:
                return False
            is_empty = bool(self._pieces) and self._pieces[-1].rstrip(" ") in _CLOSING
            self._put(piece if is_empty else self._new_line() + piece)
        elif piece == ",":
            self._put("," + self._new_line())
        elif piece == ":":
            self._put(": ")
        else:
            # Words that stand side by side, as in "[Function: go]", keep a gap.
            self._put(f" {piece}" if self._was_word else piece)
            is_word = True
        self._was_word = is_word
        return True

    def _put(self, text: str) -> None:
        self._pieces.append(text)

    def _new_line(self) -> str:
        return "\n" + STEP * len(self.open)
