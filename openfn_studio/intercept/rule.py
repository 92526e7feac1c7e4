"""A stub rule: which requests get which answer in test mode."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What an intercepted request is answered. The default is test mode's own: 200 and ``{}``."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Any = None
    """Text is sent as it is, any other JSON value as JSON; None sends ``{}`` as JSON."""
    base64: str | None = None
    """Bytes, instead of ``body``."""
    delay_ms: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Of a list of rules the first that fits a request answers it.

    A rule without ``method``, ``url`` and ``pattern`` fits every request.
    """

    method: str | None = None
    """Compared ignoring case."""
    url: str | None = None
    """A glob: see ``intercept.glob``."""
    pattern: str | None = None
    """A regular expression searched in the full URL, instead of ``url``: see
    ``intercept.pattern``."""
    answer: Answer = field(default_factory=Answer)
    ask: bool = False
    """Whoever watches the run is asked for the answer."""
    times: int | None = None
    """How often the rule answers before later ones are tried; None means always."""
