"""The functions of an adaptor and their documentation, from whatever its package has.

``ast.json`` first, which OpenFn's own build writes; JSDoc in the package's JavaScript and type
declarations for what it lacks; language-common for what is passed on from it; bare names last.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from openfn_studio.adaptors.exports import Exports, read_exports
from openfn_studio.adaptors.failures import AdaptorBroken
from openfn_studio.adaptors.function_doc import ExampleDoc, FunctionDoc, ParameterDoc
from openfn_studio.adaptors.jsdoc import read_jsdoc, settle_optional
from openfn_studio.adaptors.lenient import as_list, as_object, as_text
from openfn_studio.adaptors.package_file import PackageFile, read_json_object, read_package_file

_COMMON = "@openfn/language-common"
_REST_TYPES = frozenset({"Operations", "Fields"})
_LARGEST_SOURCE = 3_000_000
_NAMESPACE_FROM = re.compile(r"""export\s*\*\s*as\s+(\w+)\s+from\s*["']\./([^"']+)["']""")


def read_docs(package: PackageFile, exports: Exports) -> tuple[FunctionDoc, ...]:
    """Return the documentation of every exported function, the adaptor's own first.

    A function of which only the name is known comes with ``has_docs`` False. ``execute`` and what
    its author calls private are included and marked.

    Raises:
        AdaptorBroken: ``ast.json`` is there and is no JSON object.
    """
    known = _known(package, exports)
    ordered = [known[name] for name in known if name in exports.names]
    ordered += [
        FunctionDoc(name, has_docs=False)
        for name in sorted(exports.names - exports.namespaces.keys())
        if name not in known
    ]
    inside = _namespace_docs(package, exports)
    for name in sorted(exports.dotted):
        ordered.append(inside.get(name, FunctionDoc(name, has_docs=False)))
    return tuple(ordered)


def _known(package: PackageFile, exports: Exports) -> dict[str, FunctionDoc]:
    """Return what is documented, by name, the better source first."""
    known: dict[str, FunctionDoc] = {}
    written = {doc.name: doc for doc in _from_sources(_declaration_files(package))}
    ast = package.folder / "ast.json"
    if ast.is_file():
        for doc in _from_ast(read_json_object(ast)):
            known.setdefault(doc.name, _with_signature(doc, written.get(doc.name)))
    lib = sorted((package.folder / "lib").glob("*.js"))
    for doc in (*written.values(), *_from_sources(lib)):
        known.setdefault(doc.name, doc)
    if exports.names - known.keys() and package.name != _COMMON:
        for doc in _from_common(package):
            known.setdefault(doc.name, replace(doc, is_common=True))
    return known


# ---------------------------------------------------------------------- ast.json


def _from_ast(ast: Mapping[str, Any]) -> Iterable[FunctionDoc]:
    for section in ("operations", "exports", "common"):
        for entry in as_list(ast.get(section)):
            operation = as_object(entry)
            name = operation.get("name")
            if isinstance(name, str) and name:
                yield _from_entry(name, operation, is_common=section == "common")


def _from_entry(name: str, operation: Mapping[str, Any], *, is_common: bool) -> FunctionDoc:
    docs = as_object(operation.get("docs"))
    tags = [as_object(tag) for tag in as_list(docs.get("tags"))]
    titles = {as_text(tag.get("title")) for tag in tags}
    returned = _tagged(tags, "returns") or _tagged(tags, "return")
    deprecated = as_text(_tagged(tags, "deprecated").get("description")) or "It is deprecated."
    return FunctionDoc(
        name,
        parameters=settle_optional(_parameters(operation, tags)),
        description=as_text(docs.get("description")).strip(),
        examples=tuple(
            ExampleDoc(as_text(tag.get("description")), as_text(tag.get("caption")))
            for tag in tags
            if tag.get("title") == "example"
        ),
        returns=_type_text(returned.get("type")),
        returns_description=as_text(returned.get("description")),
        is_common=is_common,
        # "public" beside "private" is how language-common hides execute.
        is_private="private" in titles,
        deprecated=deprecated if "deprecated" in titles else "",
    )


def _tagged(tags: list[Mapping[str, Any]], title: str) -> Mapping[str, Any]:
    return next((tag for tag in tags if tag.get("title") == title), as_object(None))


def _parameters(
    operation: Mapping[str, Any], tags: list[Mapping[str, Any]]
) -> tuple[ParameterDoc, ...]:
    stated = [tag for tag in tags if tag.get("title") == "param" and as_text(tag.get("name"))]
    documented = [_parameter(tag) for tag in stated if "." not in as_text(tag.get("name"))]
    listed = [as_text(name).lstrip(".") for name in as_list(operation.get("params"))]
    by_name = {parameter.name: parameter for parameter in documented}
    names = [name for name in listed if name] or list(by_name)
    return tuple(
        replace(by_name.get(name, ParameterDoc(name)), members=_members_of(name, stated))
        for name in names
    )


def _members_of(name: str, stated: list[Mapping[str, Any]]) -> tuple[ParameterDoc, ...]:
    prefix = f"{name}."
    members = [tag for tag in stated if as_text(tag.get("name")).startswith(prefix)]
    return tuple(
        replace(_parameter(tag), name=as_text(tag.get("name")).removeprefix(prefix))
        for tag in members
    )


def _parameter(tag: Mapping[str, Any]) -> ParameterDoc:
    stated = as_object(tag.get("type"))
    kind = _type_text(stated)
    return ParameterDoc(
        as_text(tag.get("name")),
        type=kind,
        description=re.sub(r"\s+", " ", as_text(tag.get("description"))).strip().removeprefix("- "),
        is_optional=stated.get("type") == "OptionalType",
        is_rest=stated.get("type") == "RestType" or kind in _REST_TYPES,
        default=as_text(tag.get("default")),
    )


def _type_text(stated: Any) -> str:
    """Return a doctrine type expression as a person writes it."""
    node = as_object(stated)
    inner = node.get("expression")
    match node.get("type"):
        case "NameExpression":
            return as_text(node.get("name"))
        case "UnionType":
            return " | ".join(_type_text(element) for element in as_list(node.get("elements")))
        case "TypeApplication":
            applied = ", ".join(_type_text(part) for part in as_list(node.get("applications")))
            return f"{_type_text(inner)}<{applied}>"
        case "OptionalType" | "NonNullableType" | "NullableType" | "RestType":
            return _type_text(inner)
        case "AllLiteral":
            return "any"
        case "FunctionType":
            return "function"
        case "NullLiteral" | "UndefinedLiteral" | "VoidLiteral":
            return as_text(node.get("type")).removesuffix("Literal").lower()
        case "RecordType" | "ArrayType":
            return "object" if node.get("type") == "RecordType" else "Array"
        case _:
            return ""


def _with_signature(doc: FunctionDoc, written: FunctionDoc | None) -> FunctionDoc:
    """Add what only the declaration knows: rest and optional parameters."""
    if written is None:
        return doc
    said = {parameter.name: parameter for parameter in written.parameters}
    parameters = tuple(
        replace(
            parameter,
            is_rest=said[parameter.name].is_rest,
            is_optional=parameter.is_optional or said[parameter.name].is_optional,
        )
        if parameter.name in said
        else parameter
        for parameter in doc.parameters
    )
    return replace(doc, parameters=parameters)


# ---------------------------------------------------------------------- sources


def _declaration_files(package: PackageFile) -> list[Path]:
    if package.types is None:
        return []
    folder = package.types.parent
    return [path for path in (folder / "Adaptor.d.ts", package.types) if path.is_file()]


def _namespace_docs(package: PackageFile, exports: Exports) -> dict[str, FunctionDoc]:
    """Return what declarations say about the members of namespaces, by dotted name."""
    found: dict[str, FunctionDoc] = {}
    if package.types is not None:
        for space, source in _NAMESPACE_FROM.findall(_source(package.types)):
            folder = package.types.parent
            files = [folder / f"{source}.d.ts", *sorted((folder / source).glob("*.d.ts"))]
            for doc in _from_sources(files):
                found.setdefault(f"{space}.{doc.name}", replace(doc, name=f"{space}.{doc.name}"))
    for space in exports.namespaces:
        for doc in _from_sources([package.folder / "lib" / f"{space}.js"]):
            found.setdefault(f"{space}.{doc.name}", replace(doc, name=f"{space}.{doc.name}"))
    if exports.dotted - found.keys() and package.name != _COMMON:
        for doc in _from_common(package):
            if "." in doc.name:
                found.setdefault(doc.name, replace(doc, is_common=True))
    return found


def _from_sources(paths: Iterable[Path]) -> Iterable[FunctionDoc]:
    for path in paths:
        yield from read_jsdoc(_source(path))


def _source(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_SOURCE:
            return ""
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def _from_common(package: PackageFile) -> Iterable[FunctionDoc]:
    """Return the documentation of the language-common this adaptor uses."""
    for folder in (package.folder, *package.folder.parents):
        place = folder / "node_modules" / _COMMON
        if (place / "package.json").is_file():
            try:
                common = read_package_file(place)
            except AdaptorBroken:
                return ()  # the adaptor's own documentation is still worth showing
            return read_docs(common, read_exports(common))
    return ()
