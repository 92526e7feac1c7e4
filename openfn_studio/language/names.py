"""Which names are declared where, and which identifiers refer to them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from openfn_studio.language.nodes import FUNCTIONS, Nodes

_BLOCKS = frozenset(
    {
        "program",
        "statement_block",
        "class_static_block",
        "switch_statement",
        "for_statement",
        "for_in_statement",
        "catch_clause",
        "class",
        "class_declaration",
    }
)
_SCOPES = FUNCTIONS | _BLOCKS
_NAMES = frozenset({"identifier", "shorthand_property_identifier_pattern"})


@dataclass(frozen=True, slots=True)
class Declaration:
    """A name and where it counts."""

    name: str
    node: int
    """The identifier that declares it."""
    scope: int
    """The node inside which the name means this declaration."""
    statement: int
    """The declaration, parameter list, function or clause the name stands in."""


class NameTable:
    """Tells whether a name is declared at a place, by the stretches of text where it is."""

    def __init__(self, nodes: Nodes, declarations: Iterable[Declaration]) -> None:
        owners: defaultdict[str, set[int]] = defaultdict(set)
        for declaration in declarations:
            owners[declaration.name].add(declaration.scope)
        self._stretches = {
            name: _outermost(nodes, sorted(scopes)) for name, scopes in owners.items()
        }

    def has(self, name: str, node: int) -> bool:
        """Return whether ``name`` is declared where ``node`` stands."""
        stretches = self._stretches.get(name)
        if stretches is None:
            return False
        starts, ends = stretches
        place = bisect_right(starts, node) - 1
        return place >= 0 and node < ends[place]


def _outermost(nodes: Nodes, scopes: list[int]) -> tuple[list[int], list[int]]:
    starts: list[int] = []
    ends: list[int] = []
    for scope in scopes:
        if not ends or scope >= ends[-1]:
            starts.append(scope)
            ends.append(nodes.after[scope])
    return starts, ends


def _around(nodes: Nodes, kinds: frozenset[str]) -> list[int]:
    """Return for each node the innermost node of some kinds around it, or the root."""
    owners = {node for kind in kinds for node in nodes.of_kind.get(kind, ())}
    found = [0]
    for parent in nodes.parent[1:]:
        found.append(parent if parent in owners else found[parent])
    return found


class Names:
    """The declarations and references of a tree.

    Args:
        nodes: The tree.
    """

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self.scope = _around(nodes, _SCOPES)
        """For each node the innermost scope around it; the root is its own."""
        self.function = _around(nodes, FUNCTIONS)
        """For each node the innermost function around it, or the root, 0."""

    @cached_property
    def declarations(self) -> list[Declaration]:
        """Every declared name, by JavaScript's scopes."""
        return [
            *self._variables(),
            *self._named("function_declaration", "generator_function_declaration"),
            *self._named("class_declaration"),
            *self._self_named(),
            *self._parameters(),
            *self._imports(),
        ]

    @cached_property
    def binding_nodes(self) -> set[int]:
        """The identifiers that declare, which therefore refer to nothing."""
        return {declaration.node for declaration in self.declarations}

    @cached_property
    def declared(self) -> NameTable:
        """All declarations as a table."""
        return NameTable(self._nodes, self.declarations)

    @cached_property
    def references(self) -> list[int]:
        """The identifiers that read or write a name, in the order of the text."""
        kinds = ("identifier", "shorthand_property_identifier", *_PATTERN_KINDS)
        skipped = self.binding_nodes
        nodes = self._nodes
        return [
            node
            for node in nodes.find(*kinds)
            if node not in skipped and not self._is_specifier(node)
        ]

    @cached_property
    def uses(self) -> dict[str, list[int]]:
        """The references to each name, wherever it is declared, in the order of the text."""
        found: dict[str, list[int]] = {}
        for node in self.references:
            found.setdefault(self._nodes.name(node), []).append(node)
        return found

    @cached_property
    def by_statement(self) -> dict[int, list[str]]:
        """The names each declaring statement declares."""
        found: dict[int, list[str]] = {}
        for declaration in self.declarations:
            found.setdefault(declaration.statement, []).append(declaration.name)
        return found

    @cached_property
    def written(self) -> dict[int, str]:
        """The references that are assigned to, each with its name."""
        nodes = self._nodes
        targets: list[int | None] = [
            nodes.child(node, "left")
            for node in nodes.find("assignment_expression", "augmented_assignment_expression")
        ]
        targets += [nodes.child(node, "argument") for node in nodes.find("update_expression")]
        targets += [
            nodes.child(node, "left")
            for node in nodes.find("for_in_statement")
            if nodes.child(node, "kind") is None
        ]
        return {
            name: nodes.name(name)
            for target in targets
            if target is not None
            for name in pattern_names(nodes, nodes.unwrap(target))
        }

    def _is_specifier(self, node: int) -> bool:
        parent = self._nodes.parent[node]
        kind = self._nodes.kind[parent]
        if kind in ("import_specifier", "namespace_export"):
            return True
        return kind == "export_specifier" and self._nodes.field[node] == "alias"

    def _variables(self) -> Iterator[Declaration]:
        nodes = self._nodes
        for node in nodes.find("variable_declarator"):
            statement = nodes.parent[node]
            is_var = nodes.kind[statement] == "variable_declaration"
            yield from self._pattern(nodes.child(node, "name"), statement, is_var=is_var)
        for node in nodes.find("for_in_statement"):
            kind = nodes.child(node, "kind")
            if kind is None:
                continue
            scope = self.function[node] if nodes.text(kind) == "var" else node
            yield from self._bound(nodes.child(node, "left"), scope, node)

    def _pattern(
        self, target: int | None, statement: int, *, is_var: bool
    ) -> Iterator[Declaration]:
        scope = self.function[statement] if is_var else self.scope[statement]
        return self._bound(target, scope, statement)

    def _bound(self, target: int | None, scope: int, statement: int) -> Iterator[Declaration]:
        if target is not None:
            for node in pattern_names(self._nodes, target):
                yield Declaration(self._nodes.name(node), node, scope, statement)

    def _named(self, *kinds: str) -> Iterator[Declaration]:
        for node in self._nodes.find(*kinds):
            yield from self._bound(self._nodes.child(node, "name"), self.scope[node], node)

    def _self_named(self) -> Iterator[Declaration]:
        """Yield what counts inside its own function or class only: its name and ``arguments``."""
        for node in self._nodes.find("function_expression", "generator_function", "class"):
            yield from self._bound(self._nodes.child(node, "name"), node, node)
        for node in self._nodes.find(*(FUNCTIONS - {"arrow_function"})):
            yield Declaration("arguments", node, node, node)

    def _parameters(self) -> Iterator[Declaration]:
        nodes = self._nodes
        for node in nodes.find(*FUNCTIONS):
            yield from self._bound(nodes.child(node, "parameter"), node, node)
            parameters = nodes.child(node, "parameters")
            for parameter in nodes.children(parameters) if parameters is not None else ():
                yield from self._bound(parameter, node, node)
        for node in nodes.find("catch_clause"):
            yield from self._bound(nodes.child(node, "parameter"), node, node)

    def _imports(self) -> Iterator[Declaration]:
        nodes = self._nodes
        for node in nodes.find("import_specifier"):
            local = nodes.child(node, "alias")
            local = nodes.child(node, "name") if local is None else local
            yield from self._bound(local, 0, node)
        for node in nodes.find("namespace_import", "import_clause"):
            for child in nodes.children(node):
                if nodes.kind[child] == "identifier":
                    yield from self._bound(child, 0, node)


_PATTERN_KINDS = ("shorthand_property_identifier_pattern",)


def pattern_names(nodes: Nodes, target: int) -> Iterator[int]:
    """Yield the identifiers a pattern binds or assigns: not its defaults, keys and members."""
    node, last = target, nodes.after[target]
    while node < last:
        is_default = nodes.field[node] == "right" and node != target
        if is_default or nodes.kind[node] in _NO_BINDINGS:
            node = nodes.after[node]
            continue
        if nodes.kind[node] in _NAMES:
            yield node
        node += 1


_NO_BINDINGS = frozenset({"member_expression", "subscript_expression", "computed_property_name"})
