"""What values look like, learned from samples: their types, how often they occur, an example.

Limits keep it quick and small for any sample: what lies beyond them is left out, and said so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from openfn_studio.state.path import as_json_path, as_state_expression
from openfn_studio.state.preview import visible
from openfn_studio.state.tree import Document, Node

MOST_KEYS = 400
"""Names that are kept of one object."""
MOST_DEPTH = 14
"""Levels that are looked into."""
MOST_ITEMS = 40
"""Items of an array that are looked at: the first ones, and some from all over it."""
MOST_VALUES = 8_000
"""Values that are looked into in all; about 30 ms."""
_DECODED = 65_536
"""Bytes of a value that is taken as a whole: below that Python is quicker than looking lazily."""
_EXAMPLE = 60
"""Characters of an example."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of the values at one place."""

    types: frozenset[str]
    """``object array string number boolean null``: those that occur."""
    presence: float
    """How often it is there where it could be: 1.0 is always, 0.93 in 93 of 100 objects."""
    example: str
    """A value as JSON on one line, shortened; of an object or array its size."""
    members: Mapping[str, "Shape"] = field(default_factory=dict[str, "Shape"])
    """Of objects: the names, as they come in the samples."""
    items: "Shape | None" = None
    """Of arrays: what is in them; None when all are empty."""
    is_cut: bool = False
    """Whether there is more that was not looked at."""

    @property
    def type_words(self) -> str:
        """The types as a person reads them: ``text``, ``number or null``."""
        words = [_WORDS[name] for name in _WORDS if name in self.types]
        return " or ".join(words)

    def at(self, path: Sequence[str | int]) -> "Shape | None":
        """Return what is known below a path; any position means any item; None for nothing."""
        shape: Shape | None = self
        for part in path:
            if shape is None:
                return None
            shape = shape.items if isinstance(part, int) else shape.members.get(part)
        return shape

    def code_step(self, key: str) -> str:
        """Return what follows a value in JavaScript to reach a key: ``.age``, ``['@case_id']``."""
        return as_state_expression((key,)).removeprefix("state")

    def path_step(self, key: str) -> str | None:
        """Return the same for JSONPath: ``.age``, ``[@case_id]``; None when it cannot say it."""
        path = as_json_path((key,))
        return None if path is None else path.removeprefix("$")


_WORDS = {
    "object": "object",
    "array": "list",
    "string": "text",
    "number": "number",
    "boolean": "yes or no",
    "null": "null",
}


def infer_shape(samples: Iterable[Document]) -> Shape:
    """Return what some samples have in common, e.g. the messages a job is meant for.

    Args:
        samples: Each is a whole value, such as an initial state.
    """
    roots = [sample.root for sample in samples]
    return _Learner().learn(roots, len(roots), 0)


Value = Any
"""A value as Python has it, or a ``Node`` of one that is too large for that."""


class _Learner:
    def __init__(self) -> None:
        self._left = MOST_VALUES

    def learn(self, values: Sequence[Value], possible: int, depth: int) -> Shape:
        """Return the shape of values that stand at one place.

        Args:
            values: The values.
            possible: How many there could be.
            depth: How many levels are above.
        """
        values = [_opened(value) for value in values]
        self._left -= len(values)
        kinds = [_kind(value) for value in values]
        objects = [v for v, kind in zip(values, kinds, strict=True) if kind == "object"]
        arrays = [v for v, kind in zip(values, kinds, strict=True) if kind == "array"]
        is_cut = depth >= MOST_DEPTH or self._left <= 0
        members: dict[str, Shape] = {}
        items: Shape | None = None
        if objects and not is_cut:
            members, is_cut = self._members(objects, depth)
        if arrays and not is_cut:
            found = [item for array in arrays for item in _items(array)]
            items = self.learn(found, len(found), depth + 1) if found else None
        presence = len(values) / possible if possible else 0.0
        return Shape(frozenset(kinds), presence, _example(values, kinds), members, items, is_cut)

    def _members(self, objects: list[Value], depth: int) -> tuple[dict[str, Shape], bool]:
        found: dict[str, list[Value]] = {}
        is_cut = False
        for one in objects:
            for key, value in _pairs(one):
                if key in found:
                    found[key].append(value)
                elif len(found) < MOST_KEYS:
                    found[key] = [value]
                else:
                    is_cut = True
        # A name is kept even where nothing is left to look into it.
        shapes = {key: self.learn(values, len(objects), depth + 1) for key, values in found.items()}
        return shapes, is_cut


def _opened(value: Value) -> Value:
    """Return a node's value when it is small enough to be taken whole."""
    if isinstance(value, Node) and (not value.is_container or value.size_bytes <= _DECODED):
        return value.value()
    return value


def _kind(value: Value) -> str:
    if isinstance(value, Node):
        return value.kind.value
    if isinstance(value, bool):
        return "boolean"
    if value is None:
        return "null"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    return "object" if isinstance(value, dict) else "array"


def _pairs(value: Value) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Node):
        count = min(value.child_count, MOST_KEYS)
        yield from ((str(child.key), child) for child in value.children(0, count))
    else:
        yield from cast(dict[str, Value], value).items()


def _items(value: Value) -> Iterator[Value]:
    is_node = isinstance(value, Node)
    count = value.child_count if is_node else len(cast(list[Value], value))
    for place in _sampled(count):
        yield value.child(place) if is_node else value[place]


def _sampled(count: int) -> list[int]:
    """Return which items are looked at: half of them the first, the others spread evenly."""
    if count <= MOST_ITEMS:
        return list(range(count))
    first = MOST_ITEMS // 2
    step = (count - first) / (MOST_ITEMS - first)
    return [*range(first), *(first + int(step * number) for number in range(MOST_ITEMS - first))]


def _example(values: Sequence[Value], kinds: Sequence[str]) -> str:
    """Return the first value that says something: neither null nor empty, if there is one."""
    chosen, kind = "", ""
    for value, name in zip(values, kinds, strict=True):
        if not kind or (kind == "null" and name != "null") or chosen in ('""', "0 items"):
            chosen, kind = _shown(value, name), name
        if kind != "null" and chosen not in ('""', "0 items"):
            break
    return chosen


def _shown(value: Value, kind: str) -> str:
    if kind in ("object", "array"):
        count = value.child_count if isinstance(value, Node) else len(value)
        word = "key" if kind == "object" else "item"
        return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
    if kind == "string":
        text = visible(cast(str, value)[:_EXAMPLE])
        return f'"{text[: _EXAMPLE - 1]}…"' if len(value) > _EXAMPLE else f'"{text}"'
    return {"null": "null", "boolean": str(value).lower()}.get(kind, f"{value}")
