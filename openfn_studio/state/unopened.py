"""Values that stay JSON text until somebody looks into them, one level at a time.

A patch touches little of a state: what it does not touch never becomes objects. That saves time
and memory, and the interpreter's collector does not walk over half a million of them.
"""

import json
from typing import Any

import msgspec

from openfn_studio.state.writing import written

_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])


def unopened(text: bytes) -> Any:
    """Return a JSON text as a value nobody has looked into."""
    return msgspec.Raw(text.strip())


def opened(value: Any) -> Any:
    """Return a value whose own level is Python's; its members may still be unopened."""
    if not isinstance(value, msgspec.Raw):
        return value
    text = memoryview(value)
    sign = bytes(text[:1])
    try:
        if sign == b"{":
            return _OBJECT.decode(text)
        return _ARRAY.decode(text) if sign == b"[" else json.loads(bytes(text))
    except (msgspec.DecodeError, RecursionError):
        # Half characters and thousands of levels are rare: those are read whole.
        return json.loads(bytes(text))


def whole(value: Any) -> Any:
    """Return a value as Python has it, all of it."""
    return json.loads(written(value))
