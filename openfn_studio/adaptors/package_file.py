"""``package.json`` of an adaptor, read as strictly as loading it needs and no stricter."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from openfn_studio.adaptors.failures import AdaptorBroken
from openfn_studio.adaptors.lenient import as_object, as_text
from openfn_studio.errors import Place

_REMEDY_LOCAL = "Build the adaptor, or name the folder that holds its package.json."
_LARGEST = 5_000_000
"""Bytes of a JSON file of a package that are read; real ones stay far below."""


@dataclass(frozen=True, slots=True)
class PackageFile:
    """What this program uses of a ``package.json``."""

    folder: Path
    name: str
    version: str
    homepage: str = ""
    license: str = ""
    description: str = ""
    node: str = ""
    """The range of Node versions the package asks for; empty when it asks for none."""
    dependencies: tuple[str, ...] = ()
    import_entry: Path | None = None
    """What ``import`` loads; None when the package has no entry for it."""
    require_entry: Path | None = None
    """What ``require`` loads; None when the package has no entry for it."""
    types: Path | None = None
    """Its type declarations, when it has some."""
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The whole file."""

    @property
    def entries(self) -> tuple[Path, ...]:
        """The files that loading the package starts from: at least one, each existing."""
        return tuple(path for path in (self.import_entry, self.require_entry) if path)


def read_package_file(folder: Path) -> PackageFile:
    """Read ``package.json`` in ``folder`` and find the package's entry files.

    Raises:
        AdaptorBroken: No such folder, no or broken ``package.json`` (with its line), no name, or
            no entry file.
    """
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist"
        raise AdaptorBroken(f"{folder} {what}.", remedy=_REMEDY_LOCAL)
    path = folder / "package.json"
    if not path.is_file():
        raise AdaptorBroken(f"There is no package.json in {folder}.", remedy=_REMEDY_LOCAL)
    fields = read_json_object(path)
    name, version = fields.get("name"), fields.get("version")
    if not isinstance(name, str) or not name:
        raise AdaptorBroken("The package has no name.", remedy=_REMEDY_LOCAL, place=Place(path))
    import_entry, require_entry = _entries(folder, fields)
    if not import_entry and not require_entry:
        raise AdaptorBroken(
            f"The package names an entry file that is not there: {_named_entry(fields)}.",
            means="It is not built, or only half there.",
            remedy="Build the adaptor (often: pnpm build), or install it again.",
            place=Place(path),
        )
    return PackageFile(
        folder,
        name,
        version if isinstance(version, str) and version else "0.0.0",
        homepage=as_text(fields.get("homepage")),
        license=as_text(fields.get("license"))
        or as_text(as_object(fields.get("license")).get("type")),
        description=as_text(fields.get("description")),
        node=as_text(as_object(fields.get("engines")).get("node")),
        dependencies=tuple(as_object(fields.get("dependencies"))),
        import_entry=import_entry,
        require_entry=require_entry,
        types=_types(folder, fields),
        fields=fields,
    )


def read_json_object(path: Path) -> dict[str, Any]:
    """Read a JSON file of a package that must hold an object.

    Raises:
        AdaptorBroken: It cannot be read, is too big, is not JSON (with line and column), or holds
            something else.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise AdaptorBroken("The file is too big to be real.", place=Place(path))
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        what = f"It cannot be read: {error.strerror}."
        raise AdaptorBroken(what, place=Place(path)) from error
    except UnicodeDecodeError as error:
        raise AdaptorBroken("The file is not UTF-8 text.", place=Place(path)) from error
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        place = Place(path, error.lineno, error.colno)
        raise AdaptorBroken(f"This is not JSON: {error.msg}.", place=place) from error
    except RecursionError as error:
        raise AdaptorBroken("It is nested too deeply.", place=Place(path)) from error
    if not isinstance(value, dict):
        raise AdaptorBroken("The file holds no JSON object.", place=Place(path))
    return cast("dict[str, Any]", value)


def _entries(folder: Path, fields: Mapping[str, Any]) -> tuple[Path | None, Path | None]:
    """Return what ``import`` and ``require`` load, as the runner finds them."""
    listed = fields.get("exports")
    root = as_object(listed).get(".", listed)
    imported = root if isinstance(root, str) else _condition(root, "import")
    required = _condition(root, "require") or as_text(fields.get("main")) or "index.js"
    return _existing(folder, imported), _existing(folder, required)


def _condition(root: Any, name: str) -> str:
    """Return the file of one condition of an ``exports`` entry."""
    value: Any = as_object(root).get(name, as_object(root).get("default"))
    while isinstance(value, dict):
        value = as_object(cast("dict[str, Any]", value)).get("default")
    return as_text(value)


def _existing(folder: Path, entry: str) -> Path | None:
    """Return the file a relative entry means, within ``folder``, the way Node resolves it."""
    if not entry:
        return None
    base = (folder / entry).resolve()
    if not base.is_relative_to(folder.resolve()):
        return None
    for candidate in (base, *(base.with_name(base.name + s) for s in (".js", ".cjs", ".json"))):
        if candidate.is_file():
            return candidate
    index = base / "index.js"
    return index if index.is_file() else None


def _types(folder: Path, fields: Mapping[str, Any]) -> Path | None:
    path = as_text(fields.get("types"))
    return folder / path if path and (folder / path).is_file() else None


def _named_entry(fields: Mapping[str, Any]) -> str:
    root = as_object(fields.get("exports")).get(".", fields.get("exports"))
    named = root if isinstance(root, str) else _condition(root, "import")
    return named or as_text(fields.get("main")) or "index.js"
