"""Which rule answers a request.

The twin is ``resources/runner/testmode/http/rules.cjs``; both are tested with
``tests/data/stubs/matcher-cases.json``, so change them together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openfn_studio.intercept.glob import Glob, Url
from openfn_studio.intercept.pattern import compile_pattern
from openfn_studio.intercept.rule import Rule


@dataclass(frozen=True, slots=True)
class Match:
    """The rule that answers, and its index in the list."""

    index: int
    rule: Rule


@dataclass(slots=True)
class _Candidate:
    match: Match
    method: str | None
    glob: Glob | None
    pattern: re.Pattern[str] | None
    uses_left: int | None

    def fits(self, method: str, url: Url) -> bool:
        if self.uses_left == 0 or self.method not in (None, method):
            return False
        if self.pattern is not None:
            return self.pattern.search(url.whole) is not None
        return self.glob is None or self.glob.fits(url)


class Matcher:
    """The rules of one run, in order, with what is left of each one's ``times``.

    Raises:
        PatternProblem: When a rule's pattern cannot be used; ``stubs`` has checked that.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._candidates = [_candidate(Match(*pair)) for pair in enumerate(rules)]

    def take(self, method: str, url: str) -> Match | None:
        """Return the first rule that fits and count its use; None means test mode's own answer."""
        normal = Url.of(url)
        for candidate in self._candidates:
            if candidate.fits(method.upper(), normal):
                if candidate.uses_left is not None:
                    candidate.uses_left -= 1
                return candidate.match
        return None


def _candidate(match: Match) -> _Candidate:
    rule = match.rule
    return _Candidate(
        match=match,
        method=rule.method.upper() if rule.method else None,
        glob=None if rule.url is None else Glob.of(rule.url),
        pattern=None if rule.pattern is None else compile_pattern(rule.pattern),
        uses_left=rule.times,
    )
