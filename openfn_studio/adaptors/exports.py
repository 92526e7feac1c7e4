"""Which names an adaptor gives to a job, found by reading its entry file, never by running it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from openfn_studio.adaptors.failures import AdaptorBroken
from openfn_studio.adaptors.module_names import ModuleNames, read_module_names
from openfn_studio.adaptors.package_file import PackageFile, read_package_file

_DEEPEST = 12
"""How many steps, modules or names, a name is followed."""
_SUFFIXES = ("", ".js", ".cjs", ".mjs", "/index.js", "/index.cjs")

_Names: TypeAlias = "dict[str, _Names]"
"""Exported names; each holds the names of the object it stands for, none for a function."""


@dataclass(frozen=True, slots=True)
class Exports:
    """The names a job can use."""

    names: frozenset[str] = frozenset()
    """Every exported name but ``default``; namespaces are among them."""
    namespaces: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """For a name that holds functions (``http`` in ``http.get``): theirs."""

    @property
    def dotted(self) -> frozenset[str]:
        """The members of namespaces as a job writes them: ``http.get``."""
        return frozenset(
            f"{space}.{name}" for space, names in self.namespaces.items() for name in names
        )


def read_exports(package: PackageFile) -> Exports:
    """Return the names the package exports to a job, adaptor wrappers taken off.

    The ES module entry is preferred, as the runner prefers it. An entry that cannot be understood
    gives no names.
    """
    for entry in package.entries:
        names = _unwrapped(_module_names(entry, 0))
        if names:
            spaces = {name: frozenset(members) for name, members in names.items() if members}
            return Exports(frozenset(names), spaces)
    return Exports()


def _unwrapped(names: _Names) -> _Names:
    """Take off ``Adaptor`` or a lone ``default``, as the runner does."""
    if names.get("Adaptor"):
        return names["Adaptor"]
    own = {name: members for name, members in names.items() if name != "default"}
    inner = names.get("default", {})
    return own or inner.get("Adaptor") or inner


def _module_names(path: Path, depth: int) -> _Names:
    if depth > _DEEPEST:
        return {}
    module = read_module_names(path)
    names: _Names = {}
    for source in module.all_from:
        other = _names_of(path, source, depth)
        names |= {name: members for name, members in other.items() if name != "default"}
    for name, local in module.exported.items():
        if name != "default" or depth == 0:
            names[name] = _stands_for(path, module, local, depth + 1)
    return names


def _stands_for(path: Path, module: ModuleNames, local: str, depth: int) -> _Names:
    """Return the names of the object that ``local`` stands for: none when it is a function."""
    if depth > _DEEPEST or not local:
        return {}
    if local in module.objects:
        members = module.objects[local].items()
        return {
            name: _stands_for(path, module, member, depth + 1)
            for name, member in members
            if name != "default"
        }
    if local in module.aliases:
        return _stands_for(path, module, module.aliases[local], depth + 1)
    if local in module.imported:
        source, wanted = module.imported[local]
        names = _names_of(path, source, depth)
        return names if wanted == "*" else names.get(wanted, {})
    root, _, member = local.partition(".")
    if not member or root == local:
        return {}
    return _stands_for(path, module, root, depth + 1).get(member, {})


def _names_of(importer: Path, source: str, depth: int) -> _Names:
    path = _resolve(importer, source)
    return _module_names(path, depth + 1) if path else {}


def _resolve(importer: Path, source: str) -> Path | None:
    """Return the file of a relative module or of a language package; other packages are left."""
    if source.startswith("."):
        bases = [importer.parent / source]
    elif source.startswith("@openfn/language-") and source.count("/") == 1:
        bases = [folder / "node_modules" / source for folder in importer.parents]
    else:
        return None
    found = (_module_file(base) for base in bases)
    return next((path for path in found if path), None)


def _module_file(base: Path) -> Path | None:
    if (base / "package.json").is_file():
        try:
            return read_package_file(base).entries[0]
        except AdaptorBroken:
            return None  # the adaptor itself is still usable: only names it passes on are unknown
    candidates = (Path(f"{base}{suffix}") for suffix in _SUFFIXES)
    return next((path for path in candidates if path.is_file()), None)
