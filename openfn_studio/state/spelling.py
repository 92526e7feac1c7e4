"""How a JSON text may spell a text that is looked for: as bytes, or as a pattern of bytes."""

import json
import re

from openfn_studio.state.escapes import Escapes

_SHORT = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f", "/": "/", '"': '"', "\\": "\\"}
_HALF = re.compile("[\ud800-\udfff]")
_NOWHERE = rb"(?!)"
LONGEST = len(r"\ud83d\ude00")
"""The most bytes a letter may take."""


def plain_spelling(escapes: Escapes, text: str) -> bytes | None:
    """Return the text's bytes if this document can spell it in one way only."""
    if ("/" in text and escapes.has_slashes) or escapes.may_code(text) or _HALF.search(text):
        return None
    return json.dumps(text, ensure_ascii=False)[1:-1].encode()


def pattern(escapes: Escapes, text: str) -> re.Pattern[bytes]:
    """Return what matches every spelling of a text in a document with these escapes."""
    return re.compile(b"".join(_choice(_spellings(escapes, letter)) for letter in text))


def folded_pattern(escapes: Escapes, text: str) -> re.Pattern[bytes]:
    """Return what matches every spelling in any case, where ASCII letters are made small before.

    Letter is compared with letter: ``ß`` is not ``SS``.
    """
    letters: list[bytes] = []
    for letter in text:
        cases = (letter, letter.lower(), letter.upper(), letter.title())
        found = [s for case in cases if len(case) == 1 for s in _spellings(escapes, case)]
        letters.append(_choice([spelling.lower() for spelling in found]))
    return re.compile(b"".join(letters))


def _choice(spellings: list[bytes]) -> bytes:
    distinct = sorted(set(spellings))
    return distinct[0] if len(distinct) == 1 else b"(?:" + b"|".join(distinct) + b")"


def _spellings(escapes: Escapes, letter: str) -> list[bytes]:
    """Return every way the document may write a letter, as patterns."""
    found: list[bytes] = []
    if escapes.may_code(letter):
        units = letter.encode("utf-16-be", "surrogatepass")
        codes = (_any_case(units[at : at + 2].hex()) for at in range(0, len(units), 2))
        found.append(b"".join(rb"\\u" + code for code in codes))
    if letter in _SHORT:
        found.append(rb"\\" + re.escape(_SHORT[letter].encode()))
    if letter not in '"\\' and letter >= " " and not _HALF.match(letter):
        found.append(re.escape(letter.encode()))
    return found or [_NOWHERE]


def _any_case(digits: str) -> bytes:
    return "".join(f"[{d}{d.upper()}]" if d.isalpha() else d for d in digits).encode()
