"""A request and its answer as they were seen: what commands, code and rules are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class SeenBody:
    """A body, decompressed, as far as it was kept."""

    size: int
    """Bytes on the wire."""
    text: str | None = None
    base64: str | None = None
    """Instead of ``text``, when the bytes are not UTF-8."""
    is_truncated: bool = False

    @property
    def is_empty(self) -> bool:
        """True when there is nothing in it."""
        return not self.text and not self.base64


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request as a job made it, secrets masked."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: SeenBody | None = None

    @property
    def content(self) -> SeenBody | None:
        """The body, or None when it is empty or absent."""
        return None if self.body is None or self.body.is_empty else self.body


@dataclass(frozen=True, slots=True)
class SeenAnswer:
    """What came back."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: SeenBody | None = None


def header(headers: Mapping[str, str], name: str) -> str | None:
    """Return a header's value, whatever the case of its name; None when it is not there."""
    wanted = name.lower()
    return next((value for key, value in headers.items() if key.lower() == wanted), None)


def one_line(method: str, url: str, outcome: int | str, took_ms: float | None) -> str:
    """Return the line OpenFn's adaptors log: ``GET host/path - 200 in 163ms``.

    Args:
        method: The request's.
        url: The request's, whole; the line leaves scheme and query out.
        outcome: The status, or the word for why there is none.
        took_ms: None when that is not known.
    """
    split = urlsplit(url)
    place = f"{split.netloc}{split.path}" if split.netloc else url.split("?", 1)[0]
    took = "" if took_ms is None else f" in {took_ms:.0f}ms"
    return f"{method} {place} - {outcome}{took}"
