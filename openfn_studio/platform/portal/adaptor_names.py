"""Adaptors as v1 writes them, a short name and a version with ``v``, and as people do. Pure."""

_PREFIX = "@openfn/language-"
_LANGUAGE = "language-"


def split_adaptor(text: str | None) -> tuple[str | None, str | None]:
    """Return short name and version of an adaptor as people write it.

    ``@openfn/language-http@3.1.12`` is ``http`` and ``v3.1.12``. What v1 has no name for, another
    package or a folder, stays as it is written. ``latest`` is no version: it means the newest.
    """
    if not text or not text.strip():
        return None, None
    text = text.strip()
    if "=" in text:
        return text, None
    name, at, version = text[1:].partition("@")
    name = text[0] + name
    for prefix in (_PREFIX, _LANGUAGE):
        name = name.removeprefix(prefix) or name
    if not at or version in ("", "latest"):
        return name, None
    is_number = version[0].isdigit()
    return name, f"v{version}" if is_number else version
