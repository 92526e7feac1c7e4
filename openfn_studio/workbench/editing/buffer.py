"""A text the user has open, and the facts that are told about it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NewType, TypeAlias

from openfn_studio.errors import StudioError
from openfn_studio.language.problem import TextEdit

BufferId = NewType("BufferId", int)
BufferKind: TypeAlias = Literal["job", "json", "yaml", "text"]

_KINDS: dict[str, BufferKind] = {
    ".js": "job",
    ".mjs": "job",
    ".cjs": "job",
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
}


@dataclass(frozen=True, slots=True)
class Buffer:
    """An open text as it is now. The text itself is asked of ``DocumentBench.text``."""

    id: BufferId
    """Never used for another text while the program runs."""
    title: str
    """What its tab says, e.g. ``send-visits.js``."""
    file: Path | None
    """Where it is saved; None for a job whose text stands in ``project.yaml``."""
    job: str | None
    """The name of the job it is; None for any other file."""
    kind: BufferKind
    is_dirty: bool = False
    """Whether it holds what the file does not."""
    is_read_only: bool = False
    read_only_reason: str = ""
    """Why it cannot be changed, one sentence; empty when it can."""
    version: int = 0
    """Grows with every change of the text."""


def kind_of(file: Path | None) -> BufferKind:
    """Return what kind of text a file holds, by its ending; an inline expression is a job."""
    return _KINDS.get(file.suffix.lower(), "text") if file else "job"


@dataclass(frozen=True, slots=True)
class TextReplaced:
    """Somebody else than the editor changed a text: the editor takes it as one undoable edit."""

    buffer: Buffer
    text: str
    """The whole new text."""


@dataclass(frozen=True, slots=True)
class EditsRequested:
    """Edits the editor is to carry out as one undo step."""

    buffer: Buffer
    edits: tuple[TextEdit, ...]
    """They do not overlap."""


@dataclass(frozen=True, slots=True)
class OutsideChange:
    """Another program changed a file whose buffer has unsaved changes: the user decides."""

    buffer: Buffer
    disk_text: str | None
    """What the file holds now; None when it is gone."""


@dataclass(frozen=True, slots=True)
class SaveFailure:
    """A save that did not happen. The buffer stays unsaved, its text untouched."""

    buffer: Buffer
    problem: StudioError
