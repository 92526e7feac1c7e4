"""The operations of a v2 job: the calls that are root statements, after those exported."""

from openfn_studio.language.nodes import Nodes
from openfn_studio.language.operations import (
    FoundDropped,
    FoundOperation,
    is_call,
    is_optional,
    operation_name,
    root_expression,
    without_chain,
)

_IGNORED = frozenset(
    {
        "array",
        "arrow_function",
        "await_expression",
        "function_expression",
        "generator_function",
        "identifier",
        "member_expression",
        "sequence_expression",
        "subscript_expression",
        "ternary_expression",
        "undefined",
    }
)
"""Root expressions whose value is thrown away although they look like operations."""


def read_v2(nodes: Nodes) -> tuple[list[FoundOperation], list[FoundDropped]]:
    """Return what v2 runs, in the order it runs, and the root expressions it ignores."""
    exported, collects = _exported(nodes)
    operations = [FoundOperation(node, _name(nodes, node)) for node in exported]
    dropped: list[FoundDropped] = []
    for statement in nodes.children(0):
        expression = root_expression(nodes, statement)
        if expression is None:
            continue
        if is_operation(nodes, expression) and collects:
            operations.append(FoundOperation(expression, _name(nodes, expression)))
        elif is_ignored(nodes, expression):
            dropped.append(FoundDropped(statement, "operation"))
    return operations, dropped


def is_operation(nodes: Nodes, expression: int) -> bool:
    """Return whether a root expression is an operation for v2."""
    return is_call(nodes, expression) and not is_optional(nodes, expression)


def is_ignored(nodes: Nodes, expression: int) -> bool:
    """Return whether a root expression that is no operation looks like one."""
    kind = nodes.kind[expression]
    return kind in _IGNORED or is_call(nodes, expression) or is_logical(nodes, expression)


def is_logical(nodes: Nodes, node: int) -> bool:
    """Return whether a node is ``a && b``, ``a || b`` or ``a ?? b``."""
    operator = nodes.child(node, "operator")
    if nodes.kind[node] != "binary_expression" or operator is None:
        return False
    return nodes.text(operator) in ("&&", "||", "??")


def _name(nodes: Nodes, node: int) -> str:
    return without_chain(operation_name(nodes, node))


def _exported(nodes: Nodes) -> tuple[list[int], bool]:
    """Return the elements of ``export default [...]``, and whether root calls join them.

    They do when nothing is exported, or the exported list is the job's last statement.
    """
    last = -1
    for statement in nodes.children(0):
        last = statement
    for statement in nodes.children(0):
        value = nodes.child(statement, "value")
        if nodes.kind[statement] == "export_statement" and value is not None:
            value = nodes.unwrap(value)
            if nodes.kind[value] != "array":
                return [], False
            return [nodes.unwrap(item) for item in nodes.children(value)], statement == last
    return [], True
