"""YAML as nodes with their offsets: the one place that touches the YAML library."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from openfn_studio.errors import Place, UserInputProblem

_TAG = "tag:yaml.org,2002:"


class NodeKind(Enum):
    """What a node is."""

    SCALAR = auto()
    MAPPING = auto()
    SEQUENCE = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value in a YAML text."""

    kind: NodeKind
    tag: str
    """The resolved type, e.g. ``str``, ``int``, ``merge``."""
    start: int
    """Offset in characters."""
    end: int
    """Offset after it; of a block collection, where the next token begins."""
    line: int
    column: int
    """Both from 1."""
    text: str = ""
    """What a scalar says, unquoted."""
    is_block_text: bool = False
    """A scalar written with ``|`` or ``>``."""
    is_flow: bool = False
    """A collection in brackets."""
    entries: "tuple[Entry, ...]" = ()
    """Of a mapping, in order."""
    items: "tuple[Node, ...]" = ()
    """Of a sequence."""

    def entry(self, name: str) -> "Entry | None":
        """Return the entry of that name, or None."""
        return next((entry for entry in self.entries if entry.key.text == name), None)


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A name and its value in a mapping."""

    key: Node
    value: Node


def compose(text: str, file: Path | None) -> Node | None:
    """Return the root node of a text, None of an empty one. No tag in it can do anything.

    Raises:
        UserInputProblem: It is not YAML; with line, column and reason.
    """
    try:
        # "safe" composes faster than the round-trip reader; nothing is ever constructed.
        root = cast(Any, YAML(typ="safe", pure=True)).compose(text)
        return _Converter(file).convert(root) if root else None
    except ReaderError as error:
        offset = text.find(chr(cast(Any, error).character))
        raise broken("a character here is not allowed", place_in(text, offset, file)) from error
    except MarkedYAMLError as error:
        raise broken(_reason(error), _mark_place(error, file)) from error
    except RecursionError:
        raise broken("it is nested too deeply", Place(file, 1, 1)) from None
    except (YAMLError, AssertionError, ValueError) as error:
        # The library asserts and converts here and there without a mark.
        raise broken(str(error).splitlines()[0], Place(file, 1, 1)) from error


def broken(reason: str, place: Place) -> UserInputProblem:
    """Return the problem of a file that is not YAML; the reason is the end of a sentence."""
    name = place.file.name if place.file else "The text"
    return UserInputProblem(
        f"{name} is not YAML: {reason}.",
        means="Nothing was changed: Studio never writes over a file it cannot read.",
        remedy="Correct it in a text editor.",
        place=place,
    )


def place_in(text: str, offset: int, file: Path | None) -> Place:
    """Return the line and column, from 1, of an offset."""
    before = text[: max(offset, 0)].replace("\r\n", "\n").replace("\r", "\n")
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


@dataclass(slots=True)
class _Converter:
    """Makes our nodes of the library's, once for each, so that anchors cost nothing."""

    file: Path | None
    _done: dict[int, Node] = field(default_factory=dict[int, Node])
    _open: set[int] = field(default_factory=set[int])

    def convert(self, raw: Any) -> Node:
        known = self._done.get(id(raw))
        if known:
            return known
        if id(raw) in self._open:
            mark = raw.start_mark
            raise broken(
                "a value contains itself", Place(self.file, mark.line + 1, mark.column + 1)
            )
        self._open.add(id(raw))
        node = self._converted(raw)
        self._open.discard(id(raw))
        self._done[id(raw)] = node
        return node

    def _converted(self, raw: Any) -> Node:
        mark = raw.start_mark
        values: Any = raw.value
        kind = {"scalar": NodeKind.SCALAR, "mapping": NodeKind.MAPPING}.get(
            raw.id, NodeKind.SEQUENCE
        )
        return Node(
            kind,
            str(raw.tag).removeprefix(_TAG),
            mark.index,
            raw.end_mark.index,
            mark.line + 1,
            mark.column + 1,
            text=str(values) if kind is NodeKind.SCALAR else "",
            is_block_text=kind is NodeKind.SCALAR and raw.style in ("|", ">"),
            is_flow=kind is not NodeKind.SCALAR and bool(raw.flow_style),
            entries=tuple(self._entries(values)) if kind is NodeKind.MAPPING else (),
            items=tuple(map(self.convert, values)) if kind is NodeKind.SEQUENCE else (),
        )

    def _entries(self, pairs: Any) -> Iterator[Entry]:
        names: set[str] = set()
        for raw_key, raw_value in pairs:
            key = self.convert(raw_key)
            here = Place(self.file, key.line, key.column)
            if key.kind is not NodeKind.SCALAR:
                raise broken("a name must be text", here)
            if key.text in names:
                raise broken(f"the name {key.text} stands here twice", here)
            names.add(key.text)
            yield Entry(key, self.convert(raw_value))


def _reason(error: Any) -> str:
    problem = str(error.problem or "it cannot be read").splitlines()[0]
    if "'\\t'" in problem:
        return "a tab stands where spaces must be"
    return f"{problem} ({error.context})" if error.context else problem


def _mark_place(error: Any, file: Path | None) -> Place:
    mark = error.problem_mark or error.context_mark
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
