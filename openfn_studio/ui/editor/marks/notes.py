"""The notes behind lines: one a line, the worst first."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint

from openfn_studio.ui.editor.numbers import Style
from openfn_studio.ui.editor.scintilla import Change, Surface

_SENTENCE_END = re.compile(r"(?<=[\w)\]'\"`])\.(?:\s+(?=[A-Z]|v[12] )|$)")
_LONG = 44
LONGEST = 96
"""Characters of a note; the whole text is in the problems list and under the pointer."""
_GAP = 12
"""Pixels right of a line's end that still count as its note."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of a line."""

    line: int
    """Scintilla's, from 0."""
    style: Style
    text: str


class Notes:
    """Shows notes and tells which one is under the pointer."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._by_source: dict[str, tuple[Note, ...]] = {}
        surface.text_changed.connect(self._on_changed)

    def show(self, source: str, notes: Iterable[Note]) -> None:
        """Show the notes of a source instead of those it had before.

        Args:
            source: Who says it; on one line the first source in the alphabet is shown.
            notes: The notes.
        """
        given = tuple(notes)
        if given == self._by_source.get(source, ()):
            return
        self._by_source[source] = given
        self._surface.eOLAnnotationClearAll()
        # The width only grows by itself: a long note that is gone would leave its scroll bar.
        self._surface.setScrollWidth(1)
        for line, notes_of_line in self._merged().items():
            first = notes_of_line[0]
            more = f"  +{len(notes_of_line) - 1}" if len(notes_of_line) > 1 else ""
            self._surface.eOLAnnotationSetText(line, short(first.text) + more)
            self._surface.eOLAnnotationSetStyle(line, first.style)

    @staticmethod
    def line_at(surface: Surface, point: QPoint) -> int | None:
        """Return the line whose note is at a point of a view's viewport."""
        x, y = point.x(), point.y()
        if not surface.eOLAnnotationVisible():
            return None
        line = surface.lineFromPosition(surface.positionFromPoint(x, y))
        text = bytes(surface.eOLAnnotationText(line).data()).decode()
        end = surface.lineEndPosition(line)
        top = surface.pointYFromPosition(end)
        if not text or not top <= y < top + surface.textHeight(line):
            return None
        left = surface.pointXFromPosition(end)
        width = surface.textWidth(surface.eOLAnnotationStyle(line), text) + 2 * _GAP
        return line if left + _GAP // 2 <= x <= left + width else None

    def _on_changed(self, change: Change) -> None:
        """Follow the lines, which take their notes along by themselves."""
        delta = change.inserted.count(b"\n") - change.deleted.count(b"\n")
        if delta == 0:
            return
        line = self._surface.lineFromPosition(change.position)
        is_at_start = change.position == self._surface.positionFromLine(line)
        first = line if is_at_start and delta > 0 else line + 1
        for source, notes in self._by_source.items():
            self._by_source[source] = tuple(
                replace(note, line=max(line, note.line + delta)) if note.line >= first else note
                for note in notes
            )

    def _merged(self) -> Mapping[int, list[Note]]:
        merged: dict[int, list[Note]] = {}
        for source in sorted(self._by_source):
            for note in self._by_source[source]:
                merged.setdefault(note.line, []).append(note)
        return {line: _without_echoes(notes) for line, notes in merged.items()}


def _without_echoes(notes: Sequence[Note]) -> list[Note]:
    """Leave out what another note says too and says more of: a run fails at a known problem."""
    texts = [note.text.rstrip(".") for note in notes]

    def is_echo(at: int) -> bool:
        return any(
            text.startswith(texts[at]) and (len(text) > len(texts[at]) or other < at)
            for other, text in enumerate(texts)
            if other != at
        )

    return [note for at, note in enumerate(notes) if not is_echo(at)]


def short(text: str) -> str:
    """Return what a message says in short, on one line.

    Its first sentence, and of that the first clause when it is long; and a question, which says
    what was probably meant.
    """
    sentences = [part.strip() for part in _SENTENCE_END.split(" ".join(text.split()))]
    head = sentences[0]
    if len(head) > _LONG:
        head = head.split(": ")[0].split("; ")[0]
    question = next((part for part in sentences[1:] if part.endswith("?")), "")
    words = f"{head}. {question}" if question and len(question) < _LONG else head
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"
