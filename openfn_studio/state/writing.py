"""A value as compact JSON, written in pieces: however long it is, no piece takes long."""

import json
from collections.abc import Iterator
from typing import Any, cast

import msgspec

_FEW = 100
_DEEP = 4


def written(value: Any) -> bytes:
    """Return a value as JSON in UTF-8; half characters are written as escapes.

    Members may be ``msgspec.Raw``: they are written as they are.
    """
    return b"".join(_pieces(value, 0))


def _pieces(value: Any, depth: int) -> Iterator[bytes]:
    if isinstance(value, dict) and depth < _DEEP:
        yield from _in_object(cast(dict[str, Any], value), depth)
    elif isinstance(value, list) and depth < _DEEP:
        yield from _in_array(cast(list[Any], value), depth)
    else:
        yield _whole(value)


def _in_object(value: dict[str, Any], depth: int) -> Iterator[bytes]:
    if len(value) > _FEW:
        keys = list(value)
        parts = [keys[at : at + _FEW] for at in range(0, len(keys), _FEW)]
        yield from _joined((_inside({key: value[key] for key in part}) for part in parts), b"{}")
        return
    named = (
        b"".join((_whole(key), b":", *_pieces(member, depth + 1))) for key, member in value.items()
    )
    yield from _joined(named, b"{}")


def _in_array(value: list[Any], depth: int) -> Iterator[bytes]:
    if len(value) > _FEW:
        parts = (value[at : at + _FEW] for at in range(0, len(value), _FEW))
        yield from _joined((_inside(part) for part in parts), b"[]")
        return
    yield from _joined((b"".join(_pieces(member, depth + 1)) for member in value), b"[]")


def _joined(parts: Iterator[bytes], brackets: bytes) -> Iterator[bytes]:
    yield brackets[:1]
    for number, part in enumerate(parts):
        if number:
            yield b","
        yield part
    yield brackets[1:]


def _inside(value: Any) -> bytes:
    return _whole(value)[1:-1]


def _whole(value: Any) -> bytes:
    try:
        return msgspec.json.encode(value)
    except (UnicodeEncodeError, RecursionError):
        return json.dumps(value, separators=(",", ":"), default=_of_raw).encode()


def _of_raw(value: Any) -> Any:
    if isinstance(value, msgspec.Raw):
        return json.loads(bytes(value))
    raise TypeError(f"{type(value).__name__} is no JSON value")
