"""What is found out about a job's text, in one go and away from the window's thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from openfn_studio.domain.run import Dialect
from openfn_studio.language.document import Document
from openfn_studio.language.job import Job
from openfn_studio.language.operations import Outline
from openfn_studio.language.optree import TreeItem, operation_tree
from openfn_studio.language.outline import outline_of
from openfn_studio.language.problem import Problem, Severity
from openfn_studio.language.problems import find_problems, other_dialect_fits
from openfn_studio.workbench.editing.buffer import BufferId

PROBLEMS_LIMIT = 1_000_000
"""Characters up to which problems are looked for."""
LIMIT = 5_000_000
"""Characters up to which a text is read at all."""
_NO_PROBLEMS = "This job is over 1 MB: problems are not looked for while you type."
_NOT_READ = "This job is over 5 MB: its operations and problems are not shown."


@dataclass(frozen=True, slots=True)
class Rules:
    """What a job's text is read by."""

    dialect: Dialect = Dialect.V1
    adaptors: tuple[str, ...] = ()
    """As people write them."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a job's adaptors give it."""

    exports: frozenset[str] | None = None
    """Every exported name; None while some adaptor is not known."""
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """The names of each function's parameters."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is known of a job's text."""

    buffer_id: BufferId
    version: int
    """The ``Buffer.version`` of the text that was read."""
    dialect: Dialect
    document: Document
    outline: Outline
    problems: tuple[Problem, ...]
    tree: tuple[TreeItem, ...]
    good_tree: tuple[TreeItem, ...]
    """The last tree of a text without errors: ``tree`` itself when there are none now."""
    good_document: Document | None = None
    """The text ``good_tree`` is of; None when there never was one."""
    adaptors: tuple[str, ...] = ()
    """The job's adaptors as people write them."""
    exports: frozenset[str] | None = None
    """What the job's adaptors export; None when not all of them are known."""
    other_dialect: Dialect | None = None
    """The dialect under which the errors would be gone."""
    limit: str = ""
    """One sentence about what was not looked for because the text is so long; else empty."""

    @property
    def has_errors(self) -> bool:
        """Whether the text is not JavaScript at the moment."""
        return self.document.has_errors

    @property
    def error_line(self) -> int | None:
        """The line of the first syntax error, from 1; None when there is none."""
        if not self.has_errors:
            return None
        errors = [one for one in self.problems if one.severity is Severity.ERROR]
        return errors[0].range.line if errors else None

    @property
    def job(self) -> Job:
        """The job as the point-and-click edits take it."""
        return Job(self.document, self.dialect, self.exports)


def analyse(
    buffer_id: BufferId,
    version: int,
    text: str,
    rules: Rules,
    names: Names,
    before: Analysis | None = None,
) -> Analysis:
    """Return what can be found out about a text.

    Args:
        buffer_id: Whose text.
        version: Which version of it.
        text: The text.
        rules: What it is read by.
        names: What its adaptors give it.
        before: The last analysis of the same buffer, which makes this one quick.
    """
    if len(text) > LIMIT:
        return _unread(buffer_id, version, rules)
    document = before.document.with_text(text) if before else Document(text)
    tree = operation_tree(document, rules.dialect, names.exports, names.parameters)
    is_good = not document.has_errors
    found = Analysis(
        buffer_id,
        version,
        rules.dialect,
        document,
        outline_of(document, rules.dialect),
        (),
        tree,
        good_tree=tree if is_good else (before.good_tree if before else ()),
        good_document=document if is_good else (before.good_document if before else None),
        adaptors=rules.adaptors,
        exports=names.exports,
    )
    if len(text) > PROBLEMS_LIMIT:
        return replace(found, limit=_NO_PROBLEMS)
    return _with_problems(found)


def _unread(buffer_id: BufferId, version: int, rules: Rules) -> Analysis:
    nothing, none = Document(""), Outline((), ())
    return Analysis(buffer_id, version, rules.dialect, nothing, none, (), (), (), limit=_NOT_READ)


def _with_problems(found: Analysis) -> Analysis:
    problems = find_problems(found.document, found.dialect, found.exports)
    has_error = any(problem.severity is Severity.ERROR for problem in problems)
    other = None
    if has_error and not found.has_errors:
        other = other_dialect_fits(found.document, found.dialect, found.exports)
    return replace(found, problems=problems, other_dialect=other)
