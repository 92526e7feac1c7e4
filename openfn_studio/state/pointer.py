"""JSON Pointers (RFC 6901), the addresses inside patches and in lists of paths."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

Path = tuple[str | int, ...]
"""The way to a value: object keys as text, array positions as numbers from 0."""


class PointerError(ValueError):
    """A text that is no JSON Pointer, or one that leads nowhere in a value."""


def parse_pointer(pointer: str) -> tuple[str, ...]:
    """Return the unescaped parts of a JSON Pointer; ``""`` is the whole value.

    Raises:
        PointerError: It does not begin with a slash, or a tilde is not followed by 0 or 1.
    """
    if pointer == "":
        return ()
    if not pointer.startswith("/"):
        raise PointerError(f"A JSON Pointer begins with a slash: {pointer!r}")
    return tuple(_unescaped(part) for part in pointer[1:].split("/"))


def format_pointer(parts: Iterable[str | int]) -> str:
    """Return the JSON Pointer of keys and positions."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def path_in(value: Any, pointer: str, look: Callable[[Any], Any] = lambda value: value) -> Path:
    """Return a pointer as a path, telling keys from positions by the value it points into.

    A part that the value does not have yet (what a patch adds) is a position where the parent is
    an array, else a key.

    Args:
        value: What it points into.
        pointer: The pointer.
        look: Makes a value that is not opened yet one that can be looked into.

    Raises:
        PointerError: The text is no pointer.
    """
    path: list[str | int] = []
    here = value
    for part in parse_pointer(pointer):
        here = look(here)
        if isinstance(here, list):
            items = cast(list[Any], here)
            index = len(items) if part == "-" else int(part) if part.isdecimal() else None
            path.append(part if index is None else index)
            here = items[index] if index is not None and index < len(items) else None
        else:
            path.append(part)
            here = cast(dict[str, Any], here).get(part) if isinstance(here, dict) else None
    return tuple(path)


def value_at(
    value: Any, path: Sequence[str | int], look: Callable[[Any], Any] = lambda value: value
) -> Any:
    """Return the value a path leads to.

    Args:
        value: What the path leads through.
        path: Keys and positions.
        look: Makes a value that is not opened yet one that can be looked into.

    Raises:
        PointerError: The path leads nowhere.
    """
    here = value
    for part in path:
        try:
            here = look(here)[part]
        except (KeyError, IndexError, TypeError) as error:
            raise PointerError(f"There is nothing at {format_pointer(path)}") from error
    return here


def _unescaped(part: str) -> str:
    if "~" in part.replace("~0", "").replace("~1", ""):
        raise PointerError(f"In a JSON Pointer ~ is written ~0: {part!r}")
    return part.replace("~1", "/").replace("~0", "~")
