"""Makes small npm packages on disk for tests."""

import json
from pathlib import Path
from typing import Any


def make_package(folder: Path, files: dict[str, str] | None = None, **fields: Any) -> Path:
    """Write a package with an ``index.js`` of one operation unless ``files`` say otherwise."""
    content = {"index.js": "exports.execute = f; exports.ping = f;\n"} if files is None else files
    described = {"name": "@openfn/language-made", "version": "1.2.3", **fields}
    for path, text in {"package.json": json.dumps(described), **content}.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return folder
