"""Which bracket closes which, read off the syntax tree: one in a text or a comment is none."""

from dataclasses import dataclass

from tree_sitter import Node, Tree

_CLOSERS = {"(": ")", "[": "]", "{": "}", "${": "}"}
_OPENERS = {")": ("(",), "]": ("[",), "}": ("{", "${")}
_MOST_SIBLINGS = 2_000
"""Tokens of one parent that are looked at where a bracket is neither its first nor its last."""


@dataclass(frozen=True, slots=True)
class BracketPair:
    """Two brackets that belong together; offsets in bytes of the bracket characters."""

    opening: int
    closing: int


@dataclass(frozen=True, slots=True)
class LoneBracket:
    """A bracket whose partner is missing."""

    at: int


def bracket_at(tree: Tree, caret: int) -> BracketPair | LoneBracket | None:
    """Return the pair of the bracket before a caret, else of the one behind it, else None."""
    for at in (caret - 1, caret):
        token = _bracket_token(tree, at)
        if token is not None:
            return _paired(token)
    return None


def pair_around(tree: Tree, start: int, end: int) -> BracketPair | None:
    """Return the innermost pair whose inside holds the bytes from ``start`` to ``end``."""
    node = tree.root_node.descendant_for_byte_range(start, end)
    while node is not None:
        opening, closing = _outer_brackets(node)
        if opening is not None and closing is not None:
            pair = BracketPair(opening.end_byte - 1, closing.start_byte)
            if pair.opening < start and end <= pair.closing:
                return pair
        node = node.parent
    return None


def _bracket_token(tree: Tree, at: int) -> Node | None:
    if at < 0:
        return None
    token = tree.root_node.descendant_for_byte_range(at, at + 1)
    if token is None or token.is_missing or token.end_byte == token.start_byte:
        return None
    if token.type == "${" and at == token.start_byte:
        return None
    return token if token.type in _CLOSERS or token.type in _OPENERS else None


def _paired(token: Node) -> BracketPair | LoneBracket:
    is_opening = token.type in _CLOSERS
    # "${" is two bytes: its bracket is the second.
    at = token.end_byte - 1 if is_opening else token.start_byte
    wanted = (_CLOSERS[token.type],) if is_opening else _OPENERS[token.type]
    other = _partner(token, wanted, forward=is_opening)
    if other is None:
        return LoneBracket(at)
    return BracketPair(at, other.start_byte) if is_opening else BracketPair(other.end_byte - 1, at)


def _partner(token: Node, wanted: tuple[str, ...], *, forward: bool) -> Node | None:
    parent = token.parent
    if parent is None:
        return None
    end = parent.child(parent.child_count - 1 if forward else 0)
    if end.type in wanted and _is_real(end):
        return end
    sibling = token
    for _ in range(_MOST_SIBLINGS):
        following = sibling.next_sibling if forward else sibling.prev_sibling
        if following is None:
            return None
        if following.type in wanted and _is_real(following):
            return following
        sibling = following
    return None


def _outer_brackets(node: Node) -> tuple[Node | None, Node | None]:
    if node.child_count == 0:
        return None, None
    first, last = node.child(0), node.child(node.child_count - 1)
    if first.type not in _CLOSERS:
        return None, None
    is_pair = last.type == _CLOSERS[first.type] and _is_real(last)
    return (first, last) if is_pair else (None, None)


def _is_real(token: Node) -> bool:
    return not token.is_missing and token.end_byte > token.start_byte
