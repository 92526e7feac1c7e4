"""Editing a text, number, true, false or null where it stands."""

import re
from dataclasses import dataclass

from openfn_studio.domain.text import TextRange
from openfn_studio.language.job import Job
from openfn_studio.language.positions import Unit
from openfn_studio.language.problem import TextEdit
from openfn_studio.language.rework.draft import Draft, proven, refuse_broken
from openfn_studio.language.rework.expected import unchanged_but
from openfn_studio.language.rework.quoted import meaning_of, quoted, rewritten
from openfn_studio.language.rework.refusal import CannotRework
from openfn_studio.language.rework.trivia import LINE_END

_NUMBER = re.compile(r"-?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-?0[xX][0-9a-fA-F]+")
WORDS = ("true", "false", "null", "undefined")
"""The words that are values."""
_NO_LITERAL = "Only texts, numbers, true, false and null can be changed here."
_HAS_HOLES = "Parts of this text are computed: change it in the text."
_HAS_LINES = "This text has several lines: change it in the text."
_NO_VALUE = "Write a number, true, false or null. A text needs quotes around it here."


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out in a job."""

    source: str
    """As it is written, quotes included."""
    shown: str
    """What a person edits: the text without quotes and escapes, or the source of other values."""
    is_text: bool
    start: int
    """Offset in code points."""


def literal_at(job: Job, where: TextRange) -> Literal:
    """Return the value at a range.

    Raises:
        CannotRework: What stands there cannot be edited in place; the reason says why.
    """
    refuse_broken(job)
    convert, nodes = job.document.positions.convert, job.nodes
    start = convert(where.start, Unit.UTF16, Unit.CODE_POINT)
    end = convert(where.end, Unit.UTF16, Unit.CODE_POINT)
    source = job.document.text[start:end]
    node = nodes.at(
        convert(where.start, Unit.UTF16, Unit.UTF8), convert(where.end, Unit.UTF16, Unit.UTF8)
    )
    if node is None or not (nodes.kind[node] in _QUOTED or is_plain(source)):
        raise CannotRework(_NO_LITERAL)
    if any(nodes.kind[inner] == "template_substitution" for inner in nodes.inside(node)):
        raise CannotRework(_HAS_HOLES)
    meaning = meaning_of(source) if nodes.kind[node] in _QUOTED else None
    if LINE_END.search(source) or (meaning is not None and LINE_END.search(meaning)):
        raise CannotRework(_HAS_LINES)
    is_text = meaning is not None
    return Literal(source, source if meaning is None else meaning, is_text, start)


_QUOTED = frozenset({"string", "template_string"})


def is_plain(source: str) -> bool:
    """Return whether a source is a number or one of ``WORDS``."""
    return source in WORDS or _NUMBER.fullmatch(source) is not None


def edit_literal(job: Job, where: TextRange, shown: str) -> tuple[TextEdit, ...]:
    """Return the edit that writes another value.

    A text stays a text, in its quotes, whatever is written; other values become what is written.

    Args:
        job: The job.
        where: The range of the value, as the tree gives it.
        shown: The new value, as ``Literal.shown`` gives the old one.

    Raises:
        CannotRework: What is written is no value, or what stands there is none.
    """
    literal = literal_at(job, where)
    draft = Draft(job)
    new = _source_of(literal, shown)
    draft.replace(literal.start, literal.start + len(literal.source), new)
    return proven(draft, unchanged_but(job, literal.start))


def _source_of(literal: Literal, shown: str) -> str:
    if literal.is_text:
        return literal.source if shown == literal.shown else rewritten(literal.source, shown)
    shown = shown.strip()
    if is_plain(shown):
        return shown
    meaning = meaning_of(shown)
    if meaning is None:
        raise CannotRework(_NO_VALUE)
    return quoted(meaning, shown[0] if shown[0] != "`" else "'")
