"""A YAML text with its plain values and the place of each."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from openfn_studio.errors import Place, UserInputProblem
from openfn_studio.workspace.yamlnodes import Node, NodeKind, broken, compose, place_in

MAX_BYTES = 20 * 1024 * 1024
_MAX_VALUES = 1_000_000
_NUMBER_BASES = {"0x": 16, "0o": 8, "0b": 2}


@dataclass(frozen=True, slots=True)
class YamlText:
    """A YAML document: its text, its plain value, its nodes with their places."""

    text: str
    """Without a byte order mark; line ends as they are."""
    file: Path | None
    root: Node | None
    """None for an empty document."""
    plain: Any
    """Dates stay the text that was written; names are text."""

    def place(self, path: Sequence[str | int] = ()) -> Place:
        """Return where the name or element at a path stands, else the nearest one above it."""
        node = self.root
        line, column = (node.line, node.column) if node else (1, 1)
        for part in path:
            found = _step(node, part) if node else None
            if found is None:
                break
            (line, column), node = found
        return Place(self.file, line, column)


def read_yaml(data: bytes, file: Path | None = None) -> YamlText:
    """Return the document of a file's bytes.

    Raises:
        UserInputProblem: It is not UTF-8, too large, not YAML, or holds more than one document;
            with line, column and reason.
    """
    if len(data) > MAX_BYTES:
        raise UserInputProblem(
            f"The file is {len(data) / 1e6:.0f} MB, more than any project file is.",
            means="It was not opened.",
            place=Place(file),
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        place = place_in(before, len(before), file)
        raise broken("it is not text in UTF-8", place) from error
    return parse_yaml(text, file)


def parse_yaml(text: str, file: Path | None = None) -> YamlText:
    """Return the document of a text.

    Raises:
        UserInputProblem: It is not YAML; with line, column and reason.
    """
    clean = text.removeprefix("\ufeff")
    root = compose(clean, file)
    return YamlText(clean, file, root, _PlainBuilder(file).build(root) if root else None)


def _step(node: Node, part: str | int) -> tuple[tuple[int, int], Node] | None:
    """Return the place of a child and its value."""
    if isinstance(part, str):
        entry = node.entry(part)
        return ((entry.key.line, entry.key.column), entry.value) if entry else None
    if part >= len(node.items):
        return None
    item = node.items[part]
    return (item.line, item.column), item


class _PlainBuilder:
    """Makes plain values of nodes, by the rules of YAML 1.2, with dates kept as text."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._values = 0

    def build(self, node: Node) -> Any:
        """Return the plain value of a node."""
        self._values += 1
        if self._values > _MAX_VALUES:
            # A handful of anchors that repeat each other makes billions of values.
            raise broken("it has more values than a project can", self._place(node))
        if node.kind is NodeKind.SCALAR:
            return self._scalar(node)
        if node.kind is NodeKind.SEQUENCE:
            return [self.build(item) for item in node.items]
        return self._mapping(node)

    def _mapping(self, node: Node) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for entry in node.entries:
            if entry.key.tag == "merge":
                merged = self._merged(entry.value)
            else:
                own[entry.key.text] = self.build(entry.value)
        return merged | own

    def _merged(self, value: Node) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for source in value.items or (value,):
            built = self.build(source)
            if not isinstance(built, dict):
                raise broken("<< needs names and values", self._place(source))
            merged = cast(dict[str, Any], built) | merged
        return merged

    def _scalar(self, node: Node) -> Any:
        read = _READERS.get(node.tag)
        try:
            return read(node.text) if read else node.text
        except ValueError as error:
            raise broken(f"{node.text} is not a number", self._place(node)) from error

    def _place(self, node: Node) -> Place:
        return Place(self._file, node.line, node.column)


def _integer(written: str) -> int:
    digits = written.replace("_", "")
    sign = -1 if digits.startswith("-") else 1
    unsigned = digits.lstrip("+-")
    base = _NUMBER_BASES.get(unsigned[:2].lower(), 10)
    return sign * int(unsigned[2:] if base != 10 else unsigned, base)


def _float(written: str) -> float:
    plain = written.replace("_", "").lower()
    return float(re.sub(r"\.(inf|nan)$", r"\1", plain))


def _nothing(_: str) -> None:
    return None


def _truth(written: str) -> bool:
    return written.lower() in ("true", "yes", "on")


_READERS: dict[str, Callable[[str], Any]] = {
    "null": _nothing,
    "bool": _truth,
    "int": _integer,
    "float": _float,
}
