"""Which bracket closes which, in JSON that is nested too deep for a recursive parser.

One pass without recursion. It is slower than the parser, and needed only where that one gives up.
"""

import re
from array import array
from bisect import bisect_left
from enum import Enum, auto

_TOKEN = re.compile(
    rb"""[ \t\r\n]*(?:
      (?P<string>"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*")
    | (?P<scalar>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)
    | (?P<sign>[\[{\]}:,])
    )""",
    re.VERBOSE,
)
_BLANK = b" \t\r\n"
_CLOSERS = {b"{": b"}", b"[": b"]"}


class BracketError(ValueError):
    """The bytes are not JSON; ``offset`` says where that was noticed."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"This is not JSON at byte {offset}.")
        self.offset = offset


class _Expect(Enum):
    VALUE = auto()
    VALUE_OR_END = auto()
    KEY = auto()
    KEY_OR_END = auto()
    COLON = auto()
    COMMA_OR_END = auto()
    NOTHING = auto()


_VALUES = (_Expect.VALUE, _Expect.VALUE_OR_END)
_KEYS = (_Expect.KEY, _Expect.KEY_OR_END)
_ENDS = {
    b"}": (_Expect.KEY_OR_END, _Expect.COMMA_OR_END),
    b"]": (_Expect.VALUE_OR_END, _Expect.COMMA_OR_END),
}


class Brackets:
    """The brackets of a JSON text, checked and paired.

    Args:
        data: The text, UTF-8.

    Raises:
        BracketError: It is not JSON.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._open_at = array("Q")
        self._close_at = array("Q")
        self._waiting: list[int] = []
        self._expect = _Expect.VALUE
        self._pair()

    def end_of(self, start: int) -> int:
        """Return the offset just behind the bracket that closes the one at ``start``."""
        return self._close_at[bisect_left(self._open_at, start)] + 1

    def _pair(self) -> None:
        at = 0
        length = len(self._data.rstrip(_BLANK))
        while at < length:
            token = _TOKEN.match(self._data, at)
            if token is None or self._expect is _Expect.NOTHING:
                raise BracketError(at)
            if token["sign"] is not None:
                self._sign(token["sign"], token.start("sign"))
            else:
                self._text_or_scalar(token["string"] is not None, at)
            at = token.end()
        if self._expect is not _Expect.NOTHING:
            raise BracketError(length)

    def _text_or_scalar(self, is_text: bool, at: int) -> None:
        if is_text and self._expect in _KEYS:
            self._expect = _Expect.COLON
        elif self._expect in _VALUES:
            self._value_is_done()
        else:
            raise BracketError(at)

    def _sign(self, sign: bytes, at: int) -> None:
        if sign in _CLOSERS and self._expect in _VALUES:
            self._waiting.append(len(self._open_at))
            self._open_at.append(at)
            self._close_at.append(0)
            self._expect = _Expect.KEY_OR_END if sign == b"{" else _Expect.VALUE_OR_END
        elif sign in _ENDS and self._expect in _ENDS[sign]:
            self._close(sign, at)
        elif sign == b":" and self._expect is _Expect.COLON:
            self._expect = _Expect.VALUE
        elif sign == b"," and self._expect is _Expect.COMMA_OR_END:
            self._expect = _Expect.KEY if self._innermost() == b"{" else _Expect.VALUE
        else:
            raise BracketError(at)

    def _close(self, sign: bytes, at: int) -> None:
        if _CLOSERS[self._innermost()] != sign:
            raise BracketError(at)
        self._close_at[self._waiting.pop()] = at
        self._value_is_done()

    def _innermost(self) -> bytes:
        at = self._open_at[self._waiting[-1]]
        return self._data[at : at + 1]

    def _value_is_done(self) -> None:
        self._expect = _Expect.COMMA_OR_END if self._waiting else _Expect.NOTHING
