"""What every rule is given: a job under one dialect, with all that is known of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from openfn_studio.domain.run import Dialect
from openfn_studio.language import catalog
from openfn_studio.language.document import Document
from openfn_studio.language.names import Names
from openfn_studio.language.nodes import Nodes
from openfn_studio.language.operations import FoundDropped, FoundOperation
from openfn_studio.language.outline_v1 import read_v1
from openfn_studio.language.outline_v2 import read_v2
from openfn_studio.language.problem import Fix, Problem, Severity, TextEdit

_CLOSE = 0.74
"""How alike two names must be (difflib's ratio) for one to be offered for the other."""


@dataclass(frozen=True)
class Job:
    """A job's document under a dialect, and the places all rules ask for, found once."""

    document: Document
    dialect: Dialect
    exports: frozenset[str] | None = None
    """The names the job's adaptors export; None when they are not known."""

    @property
    def nodes(self) -> Nodes:
        """The syntax tree."""
        return self.document.nodes

    @property
    def is_v1(self) -> bool:
        """Whether v1's rules hold."""
        return self.dialect is Dialect.V1

    @cached_property
    def names(self) -> Names:
        """What is declared where."""
        return Names(self.nodes)

    @cached_property
    def _outline(self) -> tuple[list[FoundOperation], list[FoundDropped]]:
        return read_v1(self.nodes) if self.is_v1 else read_v2(self.nodes)

    @property
    def operations(self) -> list[FoundOperation]:
        """What the dialect runs."""
        return self._outline[0]

    @property
    def dropped(self) -> list[FoundDropped]:
        """What the dialect drops."""
        return self._outline[1]

    @cached_property
    def global_names(self) -> frozenset[str]:
        """What the dialect gives every job."""
        return catalog.V1_NAMES if self.is_v1 else catalog.V2_NAMES

    def may_be_export(self, name: str) -> bool:
        """Return whether an adaptor exports the name, or could, when the adaptors are unknown."""
        if self.exports is not None:
            return name in self.exports
        is_ours = name in self.global_names or name in catalog.NEVER_EXPORTED
        return not is_ours and not self.names.declared.has(name, 0)

    @cached_property
    def _all_names(self) -> list[str]:
        names = {found.name for found in self.names.declarations} - {"arguments"}
        return sorted(names | self.global_names | (self.exports or set()))

    def similar_names(self, name: str) -> list[str]:
        """Return the names of the job, its adaptors and OpenFn most like ``name``, best first."""
        if name not in self._similar:
            self._similar[name] = get_close_matches(name, self._all_names, 3, _CLOSE)
        return self._similar[name]

    @cached_property
    def _similar(self) -> dict[str, list[str]]:
        return {}

    @cached_property
    def function_operation(self) -> str | None:
        """The operation that runs a function of state: ``fn``, else ``alterState``, else None."""
        if self.exports is None or "fn" in self.exports:
            return "fn"
        return "alterState" if "alterState" in self.exports else None

    def problem(
        self,
        code: str,
        severity: Severity,
        node: int,
        message: str,
        fixes: Iterable[Fix | None] = (),
    ) -> Problem:
        """Return a problem at a node; fixes that are None are left out."""
        return self.problem_at(
            code, severity, self.nodes.start[node], self.nodes.end[node], message, fixes
        )

    def problem_at(
        self,
        code: str,
        severity: Severity,
        start: int,
        end: int,
        message: str,
        fixes: Iterable[Fix | None] = (),
    ) -> Problem:
        """Return a problem between two offsets in bytes."""
        where = self.document.positions.range(start, end)
        return Problem(code, severity, message, where, tuple(fix for fix in fixes if fix))

    def edit(self, start: int, end: int, new_text: str) -> TextEdit:
        """Return an edit between two offsets in bytes."""
        return TextEdit(self.document.positions.range(start, end), new_text)

    def replace(self, title: str, node: int, new_text: str) -> Fix:
        """Return a fix that writes something else instead of a node."""
        return Fix(title, (self.edit(self.nodes.start[node], self.nodes.end[node], new_text),))

    def excerpt(self, node: int, limit: int = 40) -> str:
        """Return a node's text on one line, shortened."""
        nodes = self.nodes
        part = nodes.data[nodes.start[node] : min(nodes.end[node], nodes.start[node] + 4 * limit)]
        text = " ".join(part.decode("utf-8", "ignore").split())
        return text if len(text) <= limit else text[: limit - 1] + "…"


Rule = Callable[[Job], Iterable[Problem]]
"""A rule: yields the problems of its family."""
