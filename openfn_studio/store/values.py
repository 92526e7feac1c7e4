"""JSON and text as columns hold them."""

from typing import Any

import msgspec

_HALF_CHARACTERS = "surrogatepass"


def to_column(value: Any) -> str | None:
    """Return a value as JSON text; None stays null."""
    if value is None:
        return None
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole(value)).decode()


def from_column(text: str | None) -> Any:
    """Return the value of JSON text; null is None."""
    return None if text is None else msgspec.json.decode(text)


def whole_text(text: str) -> str:
    """Return a text without halves of characters, which no file can hold."""
    return text.encode("utf-16", _HALF_CHARACTERS).decode("utf-16", "replace")


def _whole(value: Any) -> Any:
    """Return a JSON value with ``whole_text`` of every text in it."""
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, dict):
        return {whole_text(str(key)): _whole(value[key]) for key in value}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list):
        return [_whole(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value
