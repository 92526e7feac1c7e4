"""Where statements end, and whether the next line could carry them on."""

from tree_sitter import Node

_NO_CODE = frozenset({"comment", "html_comment"})
_CLOSED = frozenset(
    {
        "class_declaration",
        "function_declaration",
        "generator_function_declaration",
        "statement_block",
        "switch_statement",
        "try_statement",
    }
)
"""Statements that end with their brace."""
_CARRYING = frozenset(
    {
        "else_clause",
        "for_in_statement",
        "for_statement",
        "if_statement",
        "labeled_statement",
        "while_statement",
        "with_statement",
    }
)
"""Statements that end with another one."""


def code_end(node: Node) -> int:
    """Return the byte where a node's code ends; the tree puts some comments into statements."""
    return _last_leaf(node).end_byte


def is_open(statement: Node) -> bool:
    """Return whether a statement lacks its semicolon, so that a next line may belong to it."""
    node = statement
    while node.type in _CARRYING:
        node = [child for child in node.children if child.type not in _NO_CODE][-1]
    return node.type not in _CLOSED and _last_leaf(node).type != ";"


def _last_leaf(node: Node) -> Node:
    while True:
        inner = [child for child in node.children if child.type not in _NO_CODE]
        if not inner or inner[-1].end_byte == inner[-1].start_byte:
            return node
        node = inner[-1]
