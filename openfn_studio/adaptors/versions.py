"""Version numbers and ranges as npm reads them, for choosing among versions that are known."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import total_ordering

_NUMBER = r"(?:0|[1-9]\d{0,15})"
_LABELS = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_EXACT = re.compile(
    rf"({_NUMBER})\.({_NUMBER})\.({_NUMBER})(?:-({_LABELS}))?(?:\+{_LABELS})?", re.ASCII
)
_PART = rf"(?:{_NUMBER}|[xX*])"
_PARTIAL = re.compile(
    rf"[v=]?({_PART})(?:\.({_PART})(?:\.({_PART})(?:-({_LABELS}))?(?:\+{_LABELS})?)?)?", re.ASCII
)
_COMPARATOR = re.compile(r"\s*(\^|~>?|>=|<=|>|<|=)?\s*(\S+)")
_HYPHEN = re.compile(r"\s*(\S+)\s+-\s+(\S+)\s*")


@total_ordering
@dataclass(frozen=True, slots=True)
class Version:
    """One exact version; ordered as npm orders them, a pre-release before its release."""

    major: int
    minor: int
    patch: int
    labels: tuple[str, ...] = ()
    """The pre-release labels: ``("beta", "1")`` for ``2.0.0-beta.1``."""

    def __lt__(self, other: "Version") -> bool:
        return self._key() < other._key()

    def __str__(self) -> str:
        release = f"{self.major}.{self.minor}.{self.patch}"
        return f"{release}-{'.'.join(self.labels)}" if self.labels else release

    @property
    def release(self) -> tuple[int, int, int]:
        """The three numbers."""
        return (self.major, self.minor, self.patch)

    def _key(self) -> tuple[object, ...]:
        # Numbers sort before words, and a version without labels after all that have some.
        labels = tuple(
            (0, int(label), "") if label.isdecimal() else (1, 0, label) for label in self.labels
        )
        return (self.release, not self.labels, labels)


@dataclass(frozen=True, slots=True)
class _Bound:
    """One comparison a version must pass."""

    operator: str
    version: Version

    def admits(self, version: Version) -> bool:
        match self.operator:
            case ">=":
                return version >= self.version
            case "<":
                return version < self.version
            case ">":
                return version > self.version
            case "<=":
                return version <= self.version
            case _:
                return version == self.version


def parse_exact(text: str) -> Version | None:
    """Return the version ``text`` names exactly; None when it is a range, a tag or no version."""
    found = _EXACT.fullmatch(text)
    if not found:
        return None
    major, minor, patch, labels = found.groups()
    return Version(int(major), int(minor), int(patch), tuple(labels.split(".")) if labels else ())


def is_range(text: str) -> bool:
    """Tell whether ``text`` is a version range: ``^6``, ``1.x``, ``>=2 <4``, ``1 - 2``, ``*``."""
    return _alternatives(text) is not None


def satisfies(version: Version, text: str) -> bool:
    """Tell whether ``version`` is within the range ``text``, pre-releases treated as npm does.

    A text that is not a range is satisfied by nothing.
    """
    return any(_admitted(version, bounds) for bounds in _alternatives(text) or ())


def newest(versions: Iterable[str], within: str | None = None) -> str | None:
    """Return the newest of ``versions``, of those in the range ``within`` when it is given.

    Without a range a release is preferred to any pre-release. Texts that are no exact version are
    left out; None when nothing remains.
    """
    known = [version for text in versions if (version := parse_exact(text))]
    if within is not None:
        known = [version for version in known if satisfies(version, within)]
    releases = [version for version in known if not version.labels]
    chosen = max(releases or known, default=None)
    return str(chosen) if chosen else None


def _admitted(version: Version, bounds: tuple[_Bound, ...]) -> bool:
    if not all(bound.admits(version) for bound in bounds):
        return False
    # A pre-release is only meant by a range that names a pre-release of the same three numbers.
    return not version.labels or any(
        bound.version.labels and bound.version.release == version.release for bound in bounds
    )


def _alternatives(text: str) -> list[tuple[_Bound, ...]] | None:
    alternatives = [_bounds(part) for part in text.split("||")]
    known = [bounds for bounds in alternatives if bounds is not None]
    return known if len(known) == len(alternatives) else None


def _bounds(text: str) -> tuple[_Bound, ...] | None:
    """Return the comparisons of one alternative, or None when it is not a range."""
    hyphen = _HYPHEN.fullmatch(text)
    if hyphen:
        low, high = _comparator(">=", hyphen[1]), _comparator("<=", hyphen[2])
        return None if low is None or high is None else low + high
    collected: tuple[_Bound, ...] = ()
    rest = text.strip()
    if not rest:
        return ()
    for operator, partial in _COMPARATOR.findall(rest):
        bounds = _comparator(operator, partial)
        if bounds is None:
            return None
        collected += bounds
    return collected


def _comparator(operator: str, partial: str) -> tuple[_Bound, ...] | None:
    found = _PARTIAL.fullmatch(partial)
    if not found:
        return None
    numbers: list[int] = []
    for part in found.groups()[:3]:
        if part is None or part in "xX*":
            break
        numbers.append(int(part))
    labels = found[4]
    if len(numbers) == 3:
        exact = Version(*numbers[:3], labels=tuple(labels.split(".")) if labels else ())
        return _around_exact(operator, exact)
    return _around_partial(operator, numbers)


def _around_exact(operator: str, version: Version) -> tuple[_Bound, ...]:
    if operator == "^":
        changes = next((i for i, number in enumerate(version.release) if number), 2)
        return (_Bound(">=", version), _below(version.release, changes))
    if operator.startswith("~"):
        return (_Bound(">=", version), _below(version.release, 1))
    return (_Bound(operator or "=", version),)


def _around_partial(operator: str, numbers: list[int]) -> tuple[_Bound, ...]:
    if not numbers:
        return (_nothing(),) if operator in ("<", ">") else ()
    major, minor, patch = [*numbers, 0, 0][:3]
    start = Version(major, minor, patch)
    end = _below(start.release, len(numbers) - 1)
    match operator:
        case ">=":
            return (_Bound(">=", start),)
        case "<":
            # "-0" is the lowest pre-release: 7.0.0-beta is not below 7.
            return (_Bound("<", _lowest(start.release)),)
        case ">":
            return (_Bound(">=", Version(*end.version.release)),)
        case "<=":
            return (end,)
        case "^":
            changes = next((i for i, number in enumerate(numbers) if number), len(numbers) - 1)
            return (_Bound(">=", start), _below(start.release, changes))
        case _:
            return (_Bound(">=", start), end)


def _below(release: tuple[int, int, int], place: int) -> _Bound:
    """Return "less than the next change at ``place``" (0 major, 1 minor, 2 patch)."""
    numbers = [*release[:place], release[place] + 1, 0, 0][:3]
    return _Bound("<", _lowest((numbers[0], numbers[1], numbers[2])))


def _lowest(release: tuple[int, int, int]) -> Version:
    return Version(*release, labels=("0",))


def _nothing() -> _Bound:
    return _Bound("<", Version(0, 0, 0, ("0",)))
