"""The names one JavaScript module imports and exports, read from its syntax tree."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

_JAVASCRIPT = Language(tree_sitter_javascript.language())
_LARGEST = 8_000_000
"""Bytes of a module that are read; bigger ones hold no adaptor."""


@dataclass(slots=True)
class ModuleNames:
    """What one module file says about its names."""

    exported: dict[str, str] = field(default_factory=dict[str, str])
    """Exported name to the local expression it stands for; empty when that is no plain name."""
    all_from: list[str] = field(default_factory=list[str])
    """Modules whose every name is exported too."""
    imported: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """Local name to (module, name there); ``*`` is the whole module."""
    objects: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    """Local name to the members an object literal or ``__export`` gives it."""
    aliases: dict[str, str] = field(default_factory=dict[str, str])
    """Local name to the local expression it was declared as."""


def read_module_names(path: Path) -> ModuleNames:
    """Return the names of the module at ``path``; a file that cannot be read has none.

    CommonJS (hand-written, Babel's, esbuild's, TypeScript's) and ES modules are understood.
    """
    try:
        status = path.stat()
    except OSError:
        return ModuleNames()
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=256)
def _read(path: Path, _modified_ns: int, size: int) -> ModuleNames:
    names = ModuleNames()
    try:
        source = path.read_bytes() if size <= _LARGEST else b""
    except OSError:
        return names
    reader = _Reader(names)
    for statement in Parser(_JAVASCRIPT).parse(source).root_node.named_children:
        reader.statement(statement)
    return names


class _Reader:
    """Collects names from the statements at a module's top level."""

    def __init__(self, names: ModuleNames) -> None:
        self._names = names

    def statement(self, node: Node) -> None:
        """Take one top-level statement."""
        match node.type:
            case "import_statement":
                self._import(node)
            case "export_statement":
                self._export(node)
            case "variable_declaration" | "lexical_declaration":
                self._declarations(node)
            case "expression_statement":
                for expression in node.named_children:
                    self._expression(expression)
            case _:
                pass

    # ------------------------------------------------------------------ ES modules

    def _import(self, node: Node) -> None:
        source = _string(node.child_by_field_name("source"))
        clause = _first(node, "import_clause")
        for part in clause.named_children if clause else ():
            if part.type == "identifier":
                self._names.imported[_text(part)] = (source, "default")
            elif part.type == "namespace_import":
                self._names.imported[_text(part.named_children[0])] = (source, "*")
            else:
                for name, local in _specifiers(part):
                    self._names.imported[local] = (source, name)

    def _export(self, node: Node) -> None:
        source = _string(node.child_by_field_name("source"))
        declaration = node.child_by_field_name("declaration")
        value = node.child_by_field_name("value")
        star = any(child.type == "*" for child in node.children)
        if star and source:
            self._names.all_from.append(source)
        for part in node.named_children:
            if part.type == "namespace_export":
                name = _text(part.named_children[0])
                self._export_from(name, source, "*")
            elif part.type == "export_clause":
                for local, name in _specifiers(part):
                    if source:
                        self._export_from(name, source, local)
                    else:
                        self._names.exported[name] = local
        if any(child.type == "default" for child in node.children):
            self._names.exported["default"] = _plain(value)
        elif declaration:
            self._export_declared(declaration)

    def _export_from(self, name: str, source: str, wanted: str) -> None:
        local = f"{name} from {source}"  # no identifier, so it hides no local name
        self._names.imported[local] = (source, wanted)
        self._names.exported[name] = local

    def _export_declared(self, declaration: Node) -> None:
        named = declaration.child_by_field_name("name")
        if named:
            self._names.exported[_text(named)] = ""
            return
        self._declarations(declaration)
        for declarator in declaration.named_children:
            name = declarator.child_by_field_name("name")
            if name is not None and name.type == "identifier":
                self._names.exported[_text(name)] = _text(name)

    # ------------------------------------------------------------------ CommonJS

    def _declarations(self, node: Node) -> None:
        for declarator in node.named_children:
            name = declarator.child_by_field_name("name")
            value = declarator.child_by_field_name("value")
            if name is None or value is None:
                continue
            source = _required(value)
            if name.type == "identifier" and source:
                self._names.imported[_text(name)] = (source, "*")
            elif name.type == "identifier" and value.type == "object":
                self._names.objects.setdefault(_text(name), {}).update(self._members(value))
            elif name.type == "identifier" and _plain(value):
                self._names.aliases[_text(name)] = _plain(value)
            elif name.type == "object_pattern" and source:
                for key, local in _pattern(name):
                    self._names.imported[local] = (source, key)

    def _expression(self, node: Node) -> None:
        match node.type:
            case "parenthesized_expression" | "sequence_expression":
                for part in node.named_children:
                    self._expression(part)
            case "binary_expression":
                # esbuild's note for Node: 0 && (module.exports = { … })
                right = node.child_by_field_name("right")
                if right is not None and right.type == "parenthesized_expression":
                    self._expression(right)
            case "assignment_expression":
                self._assignment(node)
            case "call_expression":
                self._call(node)
            case _:
                pass

    def _assignment(self, node: Node) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        if _text(left) in ("module.exports", "exports"):
            self._whole(right)
        else:
            name = _exported_member(left)
            if name:
                self._member(name, right)
        if right.type == "assignment_expression":
            self._assignment(right)

    def _member(self, name: str, value: Node) -> None:
        source = _required(value)
        if source:
            self._export_from(name, source, "*")
        elif value.type == "object":
            self._names.objects.setdefault(name, {}).update(self._members(value))
            self._names.exported[name] = name
        else:
            self._names.exported[name] = _plain(value) or self._names.exported.get(name, "")

    def _whole(self, value: Node) -> None:
        """Take ``module.exports = value``."""
        source = _required(value)
        if source:
            self._names.all_from.append(source)
        elif value.type == "object":
            for name, local in self._members(value).items():
                self._names.exported.setdefault(name, local)
        else:
            inner = _last_argument(value)
            self._names.exported.update(self._names.objects.get(_text(inner or value), {}))

    def _call(self, node: Node) -> None:
        called = _text(node.child_by_field_name("function"))
        arguments = _arguments(node)
        name = called.removeprefix("tslib_1.").removeprefix("tslib.")
        if name == "Object.defineProperty" and len(arguments) == 3:
            self._define(arguments)
        elif name == "__export" and len(arguments) == 2:
            members = self._members(arguments[1])
            self._names.objects.setdefault(_text(arguments[0]), {}).update(members)
        elif name in ("__reExport", "__exportStar"):
            sources = [source for argument in arguments if (source := _required(argument))]
            self._names.all_from.extend(sources[:1])
        elif called.startswith("Object.keys(") and called.endswith(").forEach"):
            # Babel's "export *": Object.keys(_other).forEach(key => … exports[key] …)
            source, wanted = self._names.imported.get(called[12:-9], ("", ""))
            if wanted == "*":
                self._names.all_from.append(source)

    def _define(self, arguments: list[Node]) -> None:
        target, name = _text(arguments[0]), _string(arguments[1])
        if target in ("exports", "module.exports") and name != "__esModule":
            self._names.exported[name] = _returned(arguments[2])

    def _members(self, node: Node) -> dict[str, str]:
        """Return the members of an object literal and the local expressions they stand for."""
        members: dict[str, str] = {}
        for part in node.named_children:
            match part.type:
                case "shorthand_property_identifier":
                    members[_text(part)] = _text(part)
                case "pair":
                    value = part.child_by_field_name("value")
                    members[_key(part)] = _plain(value) or _returned(value)
                case "method_definition":
                    members[_text(part.child_by_field_name("name"))] = ""
                case "spread_element":
                    source = _required(part.named_children[0])
                    if source:
                        self._names.all_from.append(source)
                case _:
                    pass
        return members


def _specifiers(clause: Node) -> Iterator[tuple[str, str]]:
    """Yield (name, alias or name) of ``{ a, b as c }``."""
    for part in clause.named_children:
        name, alias = part.child_by_field_name("name"), part.child_by_field_name("alias")
        if name is not None:
            yield _string(name) or _text(name), _text(alias or name)


def _pattern(node: Node) -> Iterator[tuple[str, str]]:
    """Yield (key, local name) of ``const { a, b: c } = …``."""
    for part in node.named_children:
        if part.type == "shorthand_property_identifier_pattern":
            yield _text(part), _text(part)
        elif part.type == "pair_pattern":
            yield _key(part), _text(part.child_by_field_name("value"))


def _exported_member(node: Node) -> str:
    """Return ``x`` of ``exports.x``, ``module.exports.x`` and ``exports["x"]``; else nothing."""
    owner = _text(node.child_by_field_name("object"))
    if owner not in ("exports", "module.exports"):
        return ""
    if node.type == "subscript_expression":
        return _string(node.child_by_field_name("index"))
    name = _text(node.child_by_field_name("property"))
    return "" if name == "__esModule" else name


def _required(node: Node) -> str:
    """Return the module of ``require("m")``, also inside a helper such as ``__toESM(…)``."""
    if node.type != "call_expression":
        return ""
    arguments = _arguments(node)
    if not arguments:
        return ""
    if _text(node.child_by_field_name("function")) == "require":
        return _string(arguments[0])
    return _required(arguments[0])


def _last_argument(node: Node) -> Node | None:
    arguments = _arguments(node) if node.type == "call_expression" else []
    return arguments[-1] if arguments else None


def _returned(node: Node | None) -> str:
    """Return the plain expression a getter gives: ``() => a.b``, ``{ get: function () {…} }``."""
    if node is None:
        return ""
    if node.type == "object":
        for part in node.named_children:
            if part.type == "pair" and _key(part) in ("get", "value"):
                value = part.child_by_field_name("value")
                return _plain(value) or _returned(value)
        return ""
    body = node.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return _plain(body)
    for statement in body.named_children:
        if statement.type == "return_statement" and statement.named_children:
            return _plain(statement.named_children[0])
    return ""


def _plain(node: Node | None) -> str:
    """Return ``a`` or ``a.b`` as text; nothing for every other expression."""
    if node is None:
        return ""
    plain = node.type == "identifier" or (
        node.type == "member_expression"
        and node.children[0].type == "identifier"
        and node.children[-1].type == "property_identifier"
    )
    return _text(node) if plain else ""


def _arguments(node: Node) -> list[Node]:
    listed = node.child_by_field_name("arguments")
    return [part for part in listed.named_children if part.type != "comment"] if listed else []


def _first(node: Node, kind: str) -> Node | None:
    return next((child for child in node.named_children if child.type == kind), None)


def _key(pair: Node) -> str:
    key = pair.child_by_field_name("key")
    return _string(key) or _text(key)


def _string(node: Node | None) -> str:
    return _text(node)[1:-1] if node is not None and node.type == "string" else ""


def _text(node: Node | None) -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""
