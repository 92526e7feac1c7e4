"""URLs with ``*``: what the ``url`` of a rule fits.

The twin is ``resources/runner/testmode/http/rules.cjs``; both are tested with
``tests/data/stubs/matcher-cases.json``, so change them together.

- ``*`` stands for anything, slashes included; ``**`` is the same.
- ``https://host/path`` is a full URL. ``host/path`` fits every scheme, ``/path`` every host.
- Without a ``?`` the glob is compared with the URL before its ``?``; with one, with all of it.
- Scheme and host are compared ignoring case, and without the scheme's own port. A host without a
  path means its path ``/``.
- Letters a URL cannot hold may be written as they are or escaped.
"""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

_SCHEME = re.compile(r"^[^:/?]*://")
_HOST = re.compile(r"^[^/?]*")
_UNSAFE = re.compile(r"[^\x21-\x7e]+")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_DEFAULT_PORTS = {"http://": ":80", "https://": ":443"}


@dataclass(frozen=True, slots=True)
class Url:
    """A request's URL in the parts a glob may be compared with."""

    whole: str

    @classmethod
    def of(cls, url: str) -> "Url":
        """Return a full URL in its normal form."""
        return cls(_normal(url))

    def part(self, name: Literal["full", "rest", "path"], *, with_query: bool) -> str:
        """Return all of it, what comes after the scheme, or what comes after the host."""
        text = self.whole if with_query else self.whole.split("?", 1)[0]
        if name == "full":
            return text
        rest = _SCHEME.sub("", text)
        return rest if name == "rest" else _HOST.sub("", rest)


@dataclass(frozen=True, slots=True)
class Glob:
    """A compiled ``url`` of a rule."""

    part: Literal["full", "rest", "path"]
    with_query: bool
    expression: re.Pattern[str]

    @classmethod
    def of(cls, text: str) -> "Glob":
        """Compile the ``url`` of a rule; every text is a glob."""
        glob = re.sub(r"\*+", "*", text)
        part = _part_of(glob)
        normal = _normal_escapes(glob) if part == "path" else _normal_glob(glob)
        source = ".*".join(re.escape(piece) for piece in normal.split("*"))
        return cls(part, "?" in glob, re.compile(source, re.DOTALL))

    def fits(self, url: Url) -> bool:
        """Tell whether a request's URL fits."""
        subject = url.part(self.part, with_query=self.with_query)
        return self.expression.fullmatch(subject) is not None


def _part_of(glob: str) -> Literal["full", "rest", "path"]:
    if glob.startswith("/"):
        return "path"
    # A star at the start may stand for the scheme, too.
    return "full" if "://" in glob or glob.startswith("*") else "rest"


def _normal_glob(glob: str) -> str:
    """A star at the end of a host goes on into the path."""
    is_only_host = not re.search(r"[/?]", _SCHEME.sub("", glob))
    return glob.lower() if is_only_host and glob.endswith("*") else _normal(glob)


def _matched(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return found[0] if found else ""


def _normal(url: str) -> str:
    scheme = _matched(_SCHEME, url)
    host = _matched(_HOST, url[len(scheme) :])
    rest = url[len(scheme) + len(host) :]
    scheme, host = scheme.lower(), host.lower().removesuffix(_DEFAULT_PORTS.get(scheme.lower(), ""))
    return scheme + host + _normal_escapes(rest if rest.startswith("/") else f"/{rest}")


def _normal_escapes(text: str) -> str:
    escaped = _UNSAFE.sub(lambda found: quote(found.group(), safe=""), text)
    return _ESCAPE.sub(lambda found: found.group().upper(), escaped)
