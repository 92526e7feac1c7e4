"""The operations of a v1 job: every outermost call, wherever it stands; all else is deleted."""

from openfn_studio.language.nodes import Nodes
from openfn_studio.language.operations import (
    DroppedKind,
    FoundDropped,
    FoundOperation,
    directives,
    is_call,
    operation_name,
    root_expression,
)

_KINDS: dict[str, DroppedKind] = {
    "lexical_declaration": "declaration",
    "variable_declaration": "declaration",
    "using_declaration": "declaration",
    "class_declaration": "declaration",
    "import_statement": "declaration",
    "export_statement": "declaration",
    "function_declaration": "function",
    "generator_function_declaration": "function",
    "expression_statement": "expression",
}
"""Kinds of root statements; those not named here control what runs when."""
_NOTHING = frozenset({"empty_statement", "hash_bang_line", "ERROR"})


def outermost_calls(nodes: Nodes) -> list[int]:
    """Return the calls that stand in no other call, in the order v1 finds them.

    That is the order of the text, but v1 looks into a class expression's body before what it
    extends.
    """
    calls: list[int] = []
    beyond = 0
    for node in nodes.find("call_expression"):
        if node >= beyond and is_call(nodes, node):
            calls.append(node)
            beyond = nodes.after[node]
    for heritage in nodes.find("class_heritage"):
        if nodes.kind[nodes.parent[heritage]] == "class":
            calls = _heritage_last(nodes, calls, heritage)
    return calls


def _heritage_last(nodes: Nodes, calls: list[int], heritage: int) -> list[int]:
    inside = nodes.inside(heritage)
    extended = [call for call in calls if call in inside]
    if not extended:
        return calls
    others = [call for call in calls if call not in inside]
    body = nodes.inside(nodes.parent[heritage])
    place = next((i for i, call in enumerate(others) if call >= body.stop), len(others))
    return others[:place] + extended + others[place:]


def root_calls(nodes: Nodes) -> set[int]:
    """Return the calls that are root statements, parentheses or not."""
    expressions = (root_expression(nodes, statement) for statement in nodes.children(0))
    return {node for node in expressions if node is not None and is_call(nodes, node)}


def read_v1(nodes: Nodes) -> tuple[list[FoundOperation], list[FoundDropped]]:
    """Return what v1 runs and what it drops, each in the order of the text."""
    at_root = root_calls(nodes)
    operations = [
        FoundOperation(call, operation_name(nodes, call), call not in at_root)
        for call in outermost_calls(nodes)
    ]
    prologue = directives(nodes)
    dropped: list[FoundDropped] = []
    for statement in nodes.children(0):
        kind = nodes.kind[statement]
        if kind in _NOTHING or root_expression(nodes, statement) in at_root:
            continue
        is_directive = statement in prologue
        dropped.append(
            FoundDropped(statement, "directive" if is_directive else _KINDS.get(kind, "control"))
        )
    return operations, dropped
