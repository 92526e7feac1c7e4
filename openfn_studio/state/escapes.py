"""Which escapes a JSON text uses: whether a letter may be spelled in more than one way."""

import re
from dataclasses import dataclass

_STEP = 1 << 20
_ODD = re.compile(rb"\\[u/]")
_LETTER = re.compile(rb"\\u00(?:2[0dDeE]|3[0-9]|[46][1-9a-fA-F]|[57][0-9aA]|5[fF])")
_PLAIN = re.compile(r"[A-Za-z0-9 _.-]*")


@dataclass(frozen=True, slots=True)
class Escapes:
    """What was found in a text; each is about the bytes, wherever they stand."""

    has_codes: bool = False
    r"""Whether ``\u`` occurs: odd letters may be written in two ways."""
    has_coded_letters: bool = False
    r"""Whether ``\u0041`` and the like occur: so may plain ones."""
    has_slashes: bool = False
    r"""Whether ``\/`` occurs."""

    def may_code(self, text: str) -> bool:
        r"""Return whether the document may write one of the letters as ``\u…``."""
        return self.has_coded_letters or (self.has_codes and not _PLAIN.fullmatch(text))


def escapes_in(data: bytes) -> Escapes:
    """Return which escapes a text uses, looking closely only where a backslash stands."""
    codes = letters = slashes = False
    for begin in range(0, len(data), _STEP):
        end = begin + _STEP + 8
        first = data.find(b"\\", begin, end)
        odd = None if first < 0 else _ODD.search(data, first, end)
        if odd is None:
            continue
        first = odd.start()
        # From behind it is the backslash that is looked for first, and it is the rarer sign.
        codes = codes or data.rfind(b"\\u", first, end) >= 0
        letters = letters or (codes and _LETTER.search(data, first, end) is not None)
        slashes = slashes or data.rfind(b"\\/", first, end) >= 0
    return Escapes(codes, letters, slashes)
