"""Hides the values of a credential in every text that is shown.

Twin of ``resources/runner/redact.mjs``, which does it within the runner process; this one is for
what this program writes itself: its log, error texts, the terminal. ``tests/data/redaction.json``
is checked from both sides.
"""

import base64
import re
import string
from collections.abc import Iterable, Mapping
from typing import Any, cast
from urllib.parse import quote, unquote

from openfn_studio.secrets.keys import classify_key, is_user_key

MASK = "••••"

_MIN_CHARS = 6
_MIN_DIGITS = 6
_MIN_LINE_CHARS = 16
"""A line of a multi-line secret (a PEM key) is a secret of its own from this length on."""
_MAX_DEPTH = 16

_SCHEME = re.compile(r"(?:Bearer|Basic|Token|Digest|ApiKey)\s+(.+)", re.IGNORECASE)
_URL_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#@:]*:([^/?#@]+)@", re.IGNORECASE)
# What encodeURIComponent leaves as it is, besides letters, digits and ``_.-~``.
_URI_SAFE = "!*'()"
_NEVER_ESCAPED = frozenset(string.ascii_letters + string.digits + "_.~-")
_LETTERS = {
    "\b": "b",
    "\f": "f",
    # Node shows a text of several lines in pieces: 'one\\n' + 'two'.
    "\n": r"n(?:[\'\"`] \+\s+[\'\"`])?",
    "\r": "r",
    "\t": "t",
    "\v": "v",
}
"""How JavaScript and JSON name the characters that cannot be seen."""
_ENTITIES = {
    "&": ("&amp;",),
    "<": ("&lt;",),
    ">": ("&gt;",),
    '"': ("&quot;", "&#34;"),
    "'": ("&apos;", "&#39;"),
}
"""How XML and HTML write the characters that mean something there."""


class Redactor:
    """Hides the secrets of one configuration.

    Hidden are values of at least 6 characters (numbers: 6 digits) under keys that are write-only,
    look secret or are unknown, and the password inside a public URL; also their base64,
    ``user:password``, URL-, JSON- and XML-escaped forms.

    Args:
        configuration: The credential's body.
        write_only: Keys the adaptor's credential schema marks ``writeOnly``.
    """

    def __init__(
        self, configuration: Mapping[str, Any] | None, write_only: Iterable[str] = ()
    ) -> None:
        secrets = _Secrets(frozenset(write_only))
        secrets.walk(configuration, "", 0)
        patterns = secrets.patterns()
        self._pattern = re.compile("|".join(patterns)) if patterns else None

    def text(self, text: str) -> str:
        """Return the text with a mask over every secret."""
        if self._pattern is None or len(text) < _MIN_CHARS:
            return text
        return self._pattern.sub(MASK, text)

    def find_in(self, value: Any) -> list[str]:
        """Return where a JSON value holds a secret, in a key or a value.

        Returns:
            JSON Pointers in document order, masked where a key itself is a secret.
        """
        found: list[str] = []
        if self._pattern is not None:
            self._search(value, (), found)
        return found

    def _is_in(self, text: str) -> bool:
        return self._pattern is not None and self._pattern.search(text) is not None

    def _search(self, value: Any, path: tuple[str, ...], found: list[str]) -> None:
        if isinstance(value, dict):
            for key, inner in cast("dict[str, Any]", value).items():
                if self._is_in(key):
                    found.append(self._pointer((*path, key)))
                else:
                    self._search(inner, (*path, key), found)
        elif isinstance(value, list):
            for index, inner in enumerate(cast("list[Any]", value)):
                self._search(inner, (*path, str(index)), found)
        elif self._is_in(_text_of(value)):
            found.append(self._pointer(path))

    def _pointer(self, path: tuple[str, ...]) -> str:
        shown = (self.text(key) for key in path)
        return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in shown)


class _Secrets:
    """Collects what must not be shown while it walks a configuration."""

    def __init__(self, write_only: frozenset[str]) -> None:
        self._write_only = write_only
        self._plain: set[str] = set()
        self._pairs: set[str] = set()

    def walk(self, value: Any, key: str, depth: int) -> None:
        """Take a value that stands under ``key``."""
        if depth > _MAX_DEPTH or value is None:
            return
        if isinstance(value, list | tuple):
            for item in cast("list[Any]", value):
                self.walk(item, key, depth + 1)
        elif isinstance(value, Mapping):
            members = cast("Mapping[str, Any]", value)
            for name, member in members.items():
                self.walk(member, str(name), depth + 1)
            self._add_pairs(members)
        elif self._is_hidden(key):
            self._add(value)
        else:
            self._add_password_of_url(value)

    def patterns(self) -> list[str]:
        """Return patterns of every form in which a secret may turn up, longest secret first."""
        patterns = {text: _spellings(text) for text in self._plain}
        for pair in self._plain | self._pairs:
            if _length(pair) >= _MIN_CHARS:
                patterns.update({form: re.escape(form) for form in _base64_forms(pair)})
        return [
            patterns[text] for text in sorted(patterns, key=lambda text: (-_length(text), text))
        ]

    def _is_hidden(self, key: str) -> bool:
        return key in self._write_only or classify_key(key) != "public"

    def _add(self, value: Any) -> None:
        text = _text_of(value)
        if not _is_long_enough(text, value):
            return
        self._plain.add(text)
        scheme = _SCHEME.fullmatch(text)
        if scheme:
            self._add(scheme[1])
        lines = [line.strip() for line in re.split(r"\r?\n", text)]
        if len(lines) > 1:
            self._plain.update(
                line
                for line in lines
                if _length(line) >= _MIN_LINE_CHARS and not line.startswith("-----")
            )

    def _add_password_of_url(self, value: Any) -> None:
        found = _URL_PASSWORD.match(_text_of(value))
        if found:
            self._add(found[1])
            self._add(unquote(found[1], errors="replace"))

    def _add_pairs(self, members: Mapping[str, Any]) -> None:
        """HTTP Basic joins a user and a password before it encodes them: the pair is a secret."""
        hidden = [_text_of(member) for key, member in members.items() if self._is_hidden(key)]
        users = [_text_of(member) for key, member in members.items() if is_user_key(key)]
        for secret in filter(None, hidden):
            self._pairs.update(f"{user}:{secret}" for user in ("", *users))
            self._pairs.add(f"{secret}:")


def _text_of(value: Any) -> str:
    """Return a text or number as JavaScript writes it; nothing for any other value."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return str(value)


def _is_long_enough(text: str, value: Any) -> bool:
    if isinstance(value, str):
        return _length(text) >= _MIN_CHARS
    return sum(char.isdecimal() for char in text) >= _MIN_DIGITS


def _length(text: str) -> int:
    """Return the length as JavaScript counts it."""
    return len(text) + sum(char > "\uffff" for char in text)


def _spellings(text: str) -> str:
    """Return the pattern in which each character stands as itself or escaped, mixed as may be."""
    return "".join(map(_spellings_of, text))


def _spellings_of(char: str) -> str:
    if char in _NEVER_ESCAPED:
        return re.escape(char)
    # The longest first: where a way begins as another does, the first that fits is taken.
    ways = [_in_percent(char), *_ENTITIES.get(char, ()), *_with_backslash(char)]
    if char == " ":
        ways.append(r"\+")
    return f"(?:{'|'.join(ways)})"


def _with_backslash(char: str) -> list[str]:
    """Return the character as JavaScript and JSON write it; JSON within JSON has more of them."""
    if char == "\\":
        return [r"\\+"]
    if " " < char < "\x7f":
        return [r"\\*" + re.escape(char)]
    encoded = char.encode("utf-16-be", "surrogatepass").hex()
    units = [_any_case(encoded[start : start + 4]) for start in range(0, len(encoded), 4)]
    ways = [re.escape(char), "".join(rf"\\+u{unit}" for unit in units)]
    if char <= "\xff":
        ways.append(rf"\\+x{_any_case(encoded[2:])}")
    if char in _LETTERS:
        ways.append(rf"\\+{_LETTERS[char]}")
    return ways


def _in_percent(char: str) -> str:
    whole = char.encode(errors="surrogatepass").decode(errors="replace")[:1].encode()
    return "".join(f"%{_any_case(f'{byte:02x}')}" for byte in whole)


def _any_case(hexadecimal: str) -> str:
    return re.sub("[a-f]", lambda digit: f"[{digit[0]}{digit[0].upper()}]", hexadecimal)


def _base64_forms(text: str) -> tuple[str, ...]:
    encoded = text.encode(errors="replace")
    standard = base64.b64encode(encoded).decode()
    return (
        standard,
        standard.rstrip("="),
        base64.urlsafe_b64encode(encoded).decode().rstrip("="),
        quote(standard, safe=_URI_SAFE),
        standard.replace("/", "\\/"),
    )
