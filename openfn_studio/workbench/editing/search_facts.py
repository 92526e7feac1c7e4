"""What a search of the project finds, as values."""

from dataclasses import dataclass
from pathlib import Path

from openfn_studio.errors import StudioError
from openfn_studio.workbench.editing.buffer import BufferId
from openfn_studio.workbench.editing.text_search import SearchHit


@dataclass(frozen=True, slots=True)
class Source:
    """A text that is searched."""

    title: str
    """Its path below the project folder."""
    file: Path | None
    job: str | None = None
    buffer_id: BufferId | None = None
    """The open buffer, whose text counts instead of the file's."""


@dataclass(frozen=True, slots=True)
class FileHits:
    """What was found in one text."""

    source: Source
    hits: tuple[SearchHit, ...]
    mark: str
    """Tells whether the text is still the one that was searched."""


@dataclass(frozen=True, slots=True)
class SearchProgress:
    """How far a search is."""

    done: int
    total: int
    """Texts."""
    hits: int


@dataclass(frozen=True, slots=True)
class SearchSummary:
    """How a search ended."""

    files: int
    """In how many texts something was found."""
    hits: int
    searched: int
    is_cut: bool
    """Whether there are more hits than are shown."""
    skipped: tuple[str, ...]
    """Why a text was not searched, a sentence each."""


@dataclass(frozen=True, slots=True)
class ReplaceSummary:
    """What a replacement did."""

    hits: int
    files: int
    problems: tuple[StudioError, ...]
    """Why a text was left as it is."""
