"""Which colour each byte of a job has: the tokens' roles, read off the syntax tree.

Only the stretch that is asked for is looked at, so a page costs the same in a job of any length.
"""

from collections.abc import Collection
from enum import IntEnum

from tree_sitter import Node, Query, QueryCursor, Tree

from openfn_studio.language.nodes import JAVASCRIPT


class Role(IntEnum):
    """What a token is; the number is its style in the editor."""

    TEXT = 0
    COMMENT = 1
    STRING = 2
    ESCAPE = 3
    """``\\n`` in a text."""
    NUMBER = 4
    KEYWORD = 5
    CONSTANT = 6
    """``true``, ``null``, ``undefined``, ``this``."""
    OPERATION = 7
    """The name of an adaptor's function where it is called."""
    FUNCTION = 8
    """The name of any other function where it is called."""
    PROPERTY = 9
    """A key of an object."""
    PUNCTUATION = 10
    OPERATOR = 11
    REGEX = 12


_QUERY = """
[(comment) (html_comment) (hash_bang_line)] @comment
[(string) (template_string)] @string
(template_substitution) @text
(escape_sequence) @escape
(regex) @regex
(number) @number
(pair key: (property_identifier) @property)
(pair key: (string) @property)
(pair_pattern key: (property_identifier) @property)
(method_definition name: (property_identifier) @property)
(call_expression function: (identifier) @call)
(call_expression function: (member_expression property: (property_identifier) @function))
[(true) (false) (null) (undefined) (this) (super)] @constant
[
  "async" "await" "break" "case" "catch" "class" "const" "continue" "debugger" "default" "delete"
  "do" "else" "export" "extends" "finally" "for" "from" "function" "get" "if" "import" "in"
  "instanceof" "let" "new" "of" "return" "set" "static" "switch" "throw" "try" "typeof" "var"
  "void" "while" "with" "yield" "as" "target" "meta"
] @keyword
[
  "=" "+" "-" "*" "%" "**" "++" "--" "!" "~" "&" "|" "^" "<<" ">>" ">>>" "&&" "||" "??"
  "==" "===" "!=" "!==" "<" ">" "<=" ">=" "?" "..." "=>"
  "+=" "-=" "*=" "/=" "%=" "**=" "&=" "|=" "^=" "<<=" ">>=" ">>>=" "&&=" "||=" "??="
] @operator
(binary_expression operator: "/" @operator)
(optional_chain) @operator
["(" ")" "[" "]" "{" "}" "," ";" ":" "." "${"] @punctuation
"""
_ROLES = {role.name.lower(): role for role in Role}
_CURSOR = QueryCursor(Query(JAVASCRIPT, _QUERY))

_Span = tuple[int, int, Role]


def token_roles(
    tree: Tree, data: bytes, start: int, end: int, operations: Collection[str] | None = None
) -> bytes:
    """Return the role of each byte from ``start`` up to ``end``, one byte a byte of text.

    Args:
        tree: The job's tree; it may have errors, and may be of a text a few edits ago that was told
            what changed.
        data: The job's text in UTF-8.
        start: The first byte's offset.
        end: The offset behind the last byte.
        operations: The names the job's adaptors export. None: not known, and every function that
            is called at the root, or as an argument of such a call, counts as one.
    """
    if end <= start:
        return b""
    found = bytearray(end - start)
    for first, last, role in _spans(tree.root_node, data, start, end, operations):
        first, last = max(first, start), min(last, end)
        found[first - start : last - start] = bytes((role,)) * (last - first)
    return bytes(found)


def _spans(
    root: Node, data: bytes, start: int, end: int, operations: Collection[str] | None
) -> list[_Span]:
    """Return the coloured stretches, outer ones first, so that inner ones are painted over them."""
    _CURSOR.set_byte_range(start, end)
    spans: list[tuple[int, int, int, Role]] = []
    for name, nodes in _CURSOR.captures(root).items():
        if name == "call":
            found = [(node, _role_of_call(node, data, operations)) for node in nodes]
        else:
            role = _ROLES[name]
            found = [(node, role) for node in nodes]
        # A key that is a text is both: what it is for counts more than what it looks like.
        rank = name == "property"
        spans += [(node.start_byte, -node.end_byte, rank, role) for node, role in found]
    spans.sort()
    return [(first, -last, role) for first, last, _, role in spans]


def _role_of_call(name: Node, data: bytes, operations: Collection[str] | None) -> Role:
    if operations is not None:
        text = data[name.start_byte : name.end_byte].decode("utf-8", "replace")
        return Role.OPERATION if text in operations else Role.FUNCTION
    return Role.OPERATION if _is_at_root(name.parent) else Role.FUNCTION


def _is_at_root(call: Node | None) -> bool:
    """Return whether a call stands at the root, or among the arguments of one that does."""
    around = call.parent if call else None
    while around is not None and around.type in ("arguments", "call_expression"):
        around = around.parent
    return around is not None and around.type in ("expression_statement", "ERROR", "program")
