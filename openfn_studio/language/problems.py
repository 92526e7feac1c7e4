"""All that is wrong with a job's text, found while it is typed."""

from collections.abc import Collection, Mapping
from typing import cast

from openfn_studio.domain.run import Dialect
from openfn_studio.language.document import Document
from openfn_studio.language.job import Job, Rule
from openfn_studio.language.problem import Problem, Severity
from openfn_studio.language.rules.bare_state import bare_state
from openfn_studio.language.rules.early import early_errors
from openfn_studio.language.rules.lazy_state import lazy_state
from openfn_studio.language.rules.retold import reindented_texts, unprintable
from openfn_studio.language.rules.syntax import syntax_errors
from openfn_studio.language.rules.unknown_names import unknown_names_v1, unknown_names_v2
from openfn_studio.language.rules.v1_shape import v1_shape
from openfn_studio.language.rules.v2_operations import v2_operations
from openfn_studio.language.rules.versions import newer_syntax, unreadable_syntax

CODES = {
    "bare-state": "state is read before the job runs.",
    "bigint": "v1: a BigInt literal.",
    "class-field": "v1: a field in a class.",
    "class-refused": "v1: a class.",
    "dropped-code": "v1: root code that is deleted.",
    "dropped-name": "v1: a name whose declaration is deleted.",
    "dynamic-import": "v1: import().",
    "es-module": "v1: import and export.",
    "hoisted-call": "v1: a call that runs whatever stands around it.",
    "ignored-operation": "v2: a call that looks like an operation and never is one.",
    "implicit-global": "v2: an assignment to a name nobody declared.",
    "import-meta": "v1: import.meta.",
    "lazy-state-bare": "v2: $ without a path.",
    "lazy-state-call": "v2: a function called on $.",
    "lazy-state-in-v1": "v1: $.",
    "lazy-state-outside": "v2: $ where no operation takes it.",
    "lazy-state-parameter": "v2: $ in a function whose parameter is not called state.",
    "logical-assignment": "v1: ??=, ||= and &&=.",
    "nullish-coalescing": "v1: ??.",
    "numeric-separator": "v1: 1_000.",
    "operation-called": "An operation called at once, with a state of its own.",
    "operation-chain": "v1: .then() and .catch() on an operation.",
    "optional-chaining": "v1: ?.",
    "private-name": "v1: #name.",
    "reindented-text": "v1: a text over several lines, whose indentation v1 changes.",
    "regex-flag": "v1: the flags d and v.",
    "static-block": "v1: static { }.",
    "syntax-error": "The text is not JavaScript.",
    "top-level-await": "v1: await outside of a function.",
    "torn-call": "v1: a call that cannot live outside of its function.",
    "unknown-function": "v1: a call of a function nobody gives.",
    "unknown-name": "A name nobody gives.",
    "unreadable-syntax": "What OpenFn's compiler cannot read although JavaScript allows it.",
}
"""Every code a problem can have, and what it is about."""

_READING: dict[Dialect, tuple[Rule, ...]] = {
    Dialect.V1: (early_errors, newer_syntax, unprintable),
    Dialect.V2: (early_errors, unreadable_syntax),
}
"""The rules that hold even when the rest of the text cannot be read."""

_MEANING: dict[Dialect, tuple[Rule, ...]] = {
    Dialect.V1: (v1_shape, unknown_names_v1, bare_state, reindented_texts),
    Dialect.V2: (v2_operations, lazy_state, unknown_names_v2, bare_state),
}
"""The rules that need the whole text."""

AdaptorExports = Mapping[str, Collection[str]] | Collection[str] | None
"""The names adaptors export: by adaptor, or all together; None when they are not known."""


def find_problems(
    source: Document | str, dialect: Dialect, adaptors: AdaptorExports = None
) -> tuple[Problem, ...]:
    """Return the problems of a job under a dialect, in the order of the text.

    Args:
        source: The job.
        dialect: Whose rules hold.
        adaptors: What the job's adaptors export. None: nothing is said of names only they could
            explain.
    """
    document = source if isinstance(source, Document) else Document(source)
    job = Job(document, dialect, _export_names(adaptors))
    faults = list(syntax_errors(job))
    read = [problem for rule in _READING[dialect] for problem in rule(job)]
    if faults:
        # Past the first error tree-sitter guesses what was meant: only what is before it is sure.
        limit = faults[0].range.start
        return _sorted(faults + [problem for problem in read if problem.range.start < limit])
    return _sorted(read + [problem for rule in _MEANING[dialect] for problem in rule(job)])


def other_dialect_fits(
    source: Document | str, dialect: Dialect, adaptors: AdaptorExports = None
) -> Dialect | None:
    """Return the other dialect when a job has errors under this one and none under that.

    Args:
        source: The job.
        dialect: The one it is read in.
        adaptors: As for ``find_problems``.

    Returns:
        The dialect to offer, or None: the job is right as it is, or wrong in both.
    """
    document = source if isinstance(source, Document) else Document(source)
    other = Dialect.V2 if dialect is Dialect.V1 else Dialect.V1
    if not _has_error(find_problems(document, dialect, adaptors)):
        return None
    return None if _has_error(find_problems(document, other, adaptors)) else other


def _has_error(problems: tuple[Problem, ...]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.range.start, problem.range.end)))


def _export_names(adaptors: AdaptorExports) -> frozenset[str] | None:
    if adaptors is None:
        return None
    if isinstance(adaptors, Mapping):
        by_adaptor = cast("Mapping[str, Collection[str]]", adaptors)
        return frozenset(name for names in by_adaptor.values() for name in names)
    return frozenset(adaptors)
