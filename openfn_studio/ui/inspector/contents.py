"""What the panel shows of one moment, made ready on a thread: rows, changes, nothing secret."""

from collections.abc import Callable
from dataclasses import dataclass

from openfn_studio.errors import StudioError, UserInputProblem
from openfn_studio.state.difference import Change, difference
from openfn_studio.state.omitting import without
from openfn_studio.state.pretty import indented
from openfn_studio.state.tree import Document, Kind
from openfn_studio.ui.inspector.change_index import ChangeIndex
from openfn_studio.ui.inspector.head import AFTER, BEFORE
from openfn_studio.ui.inspector.rows import CONFIGURATION, Row
from openfn_studio.ui.inspector.wording import size_text
from openfn_studio.workbench.running.moments import MOST_CHANGES, StatePair

MOST_EDITED = 5_000_000
"""Bytes of a state that can be edited as text without holding the window up."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The rows of a moment; each root's own rows are counted."""

    before: Row | None = None
    after: Row | None = None
    merged: Row | None = None
    """The rows of the state after, with the changes and what is gone."""
    changes: tuple[Change, ...] = ()
    problem: StudioError | None = None
    """Why a state is missing."""

    @property
    def is_cut(self) -> bool:
        """True when there are more changes than were looked for."""
        return len(self.changes) >= MOST_CHANGES

    @property
    def only(self) -> Row | None:
        """The one state there is, when there is but one."""
        return (self.before or self.after) if self.merged is None else None

    @property
    def only_way(self) -> int | None:
        """The one way to look at it; None when there are several."""
        if self.merged is not None:
            return None
        return BEFORE if self.before is not None else AFTER


def contents_of(pair: StatePair, should_stop: Callable[[], bool]) -> Contents:
    """Return the rows of a pair of states; takes as long as finding their members does."""
    before, after = _open(pair.before), _open(pair.after)
    changes = pair.changes
    if (before, after) != (pair.before, pair.after) and before is not None and after is not None:
        changes = difference(before, after, should_stop, MOST_CHANGES)
    merged = None
    if before is not None and after is not None:
        merged = rows_of(after, ChangeIndex.of(changes))
    return Contents(
        rows_of(before) if before is not None else None,
        rows_of(after) if after is not None else None,
        merged,
        changes,
        pair.problem,
    )


def contents_of_text(text: bytes) -> Contents:
    """Return the rows of one state.

    Raises:
        JsonProblem: The text is not JSON.
    """
    return Contents(after=rows_of(without(Document(text), CONFIGURATION)))


def editable_text(state: bytes) -> str:
    """Return a state as text to be edited, indented and without the configuration.

    Raises:
        UserInputProblem: It is too long for that.
    """
    if len(state) > MOST_EDITED:
        raise UserInputProblem(
            f"This state is {size_text(len(state))}, too long to be edited here.",
            means="The run waits as before.",
            remedy="Go on with it as it is, or run the job with a smaller input.",
        )
    document = without(Document(state), CONFIGURATION)
    return b"".join(indented(document.root)).decode("utf-8", "replace")


def rows_of(document: Document, changes: ChangeIndex | None = None) -> Row:
    """Return the root of a document's rows, counted.

    Of an object the members are shown, and a line for the configuration; anything else is shown
    as the one value it is.
    """
    root = document.root
    row = Row(None, 0, root, changes, has_note=root.kind is Kind.OBJECT)
    _ = row.row_count
    return row


def _open(document: Document | None) -> Document | None:
    return None if document is None else without(document, CONFIGURATION)
