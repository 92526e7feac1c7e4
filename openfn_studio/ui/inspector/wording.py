"""What the inspector says of a row: its name, its value, its size, and what happened to it."""

from openfn_studio.state.difference import ChangeKind
from openfn_studio.state.preview import visible
from openfn_studio.state.tree import Kind, Node
from openfn_studio.ui.inspector.rows import CONFIGURATION, Row

MASKED = "masked"
NEVER_SHOWN = "never shown"
SIGNS = {ChangeKind.ADDED: "+", ChangeKind.REMOVED: "\u2212", ChangeKind.CHANGED: "~"}
_HIDDEN = '"••••"'
_LONGEST_HIDDEN = 40
_LONG_KEY = 80
_BRACKETS = {Kind.OBJECT: "{}", Kind.ARRAY: "[]"}
_KINDS = {
    Kind.OBJECT: "Object",
    Kind.ARRAY: "Array",
    Kind.STRING: "Text",
    Kind.NUMBER: "Number",
    Kind.BOOLEAN: "Boolean",
    Kind.NULL: "Null",
}


def key_text(row: Row) -> str:
    """Return a row's name; nothing for a bucket, which is named by its range."""
    if row.node is None:
        return CONFIGURATION
    if row.node.key is None:
        return ""
    key = visible(str(row.node.key))
    return key if len(key) <= _LONG_KEY else f"{key[: _LONG_KEY - 1]}…"


def value_text(node: Node | None, *, is_masked: bool = False) -> str:
    """Return a value in one short line, of an object or array how much it holds."""
    if node is None:
        return NEVER_SHOWN
    if node.kind is Kind.BUCKET:
        return node.preview
    if node.kind in _BRACKETS:
        return _container_text(node)
    return MASKED if is_hidden(node) else node.preview_line(is_masked=is_masked)


def is_hidden(node: Node | None) -> bool:
    """Return whether a value was hidden before it came here: a secret."""
    if node is None:
        return True
    return (
        node.kind is Kind.STRING and node.size_bytes < _LONGEST_HIDDEN and node.preview == _HIDDEN
    )


def kind_text(node: Node) -> str:
    """Return what a value is and how big, in words."""
    if node.kind is Kind.ARRAY:
        return f"Array of {_counted(node, 'member')}, {size_text(node.size_bytes)}"
    if node.kind is Kind.OBJECT:
        return f"Object of {_counted(node, 'member')}, {size_text(node.size_bytes)}"
    if node.kind is Kind.STRING:
        return f"Text, {size_text(max(0, node.size_bytes - 2))}"
    return _KINDS.get(node.kind, "")


def size_text(size: int) -> str:
    """Return a number of bytes for people."""
    if size < 1_000:
        return "1 byte" if size == 1 else f"{size} bytes"
    if size < 1_000_000:
        return f"{size / 1_000:.1f} kB"
    return f"{size / 1_000_000:.1f} MB"


def changes_text(count: int, *, is_cut: bool = False) -> str:
    """Return how many changes there are."""
    if is_cut:
        return f"{count:,} changes or more"
    return "1 change" if count == 1 else f"{count:,} changes" if count else "no changes"


def described(row: Row, *, is_masked: bool) -> str:
    """Return a row as it is read aloud."""
    name = key_text(row)
    value = value_text(row.node, is_masked=is_masked)
    change = row.change
    words = f"{name}: {value}" if name else value
    if change is None:
        below = row.changes_below
        return f"{words}, {changes_text(below)} inside" if below else words
    if change.kind is ChangeKind.CHANGED:
        return f"{words}, changed from {value_text(change.before, is_masked=is_masked)}"
    return f"{words}, {change.kind.value}"


def tip(row: Row, *, is_masked: bool) -> str:
    """Return the tooltip of a row."""
    if row.node is None:
        return "The credential goes to the adaptor only. It is never shown, logged or kept."
    if row.node.kind is Kind.BUCKET:
        return f"Members {row.node.preview}, {size_text(row.node.size_bytes)}"
    lines = [kind_text(row.node)]
    if row.node.duplicates:
        lines.append(f"This name stands {row.node.duplicates + 1} times here; the last one counts.")
    if row.change is not None and row.change.kind is ChangeKind.CHANGED:
        lines.append(f"Before: {value_text(row.change.before, is_masked=is_masked)}")
    return "\n".join(lines)


def _container_text(node: Node) -> str:
    opening, closing = _BRACKETS[node.kind]
    if not node.has_children:
        return opening + closing
    inside = f"{node.child_count:,}" if node.is_quick else "…"
    return f"{opening}{inside}{closing}"


def _counted(node: Node, noun: str) -> str:
    if not node.is_quick:
        return f"many {noun}s"
    count = node.child_count
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"
