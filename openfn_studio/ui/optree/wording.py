"""How a line of the tree reads: its icon, its words and their colours. Pure."""

from dataclasses import dataclass

from openfn_studio.language.optree import TreeItem
from openfn_studio.ui.optree.entry import Entry, OperationEntry, SyntaxEntry

_ICONS = {
    "operation": "function-square",
    "nested": "corner-down-right",
    "callback": "code",
    "object": "braces",
    "list": "brackets",
    "dropped": "ban",
    "code": "variable",
    "off": "power-off",
}
_WORDS = frozenset({"true", "false", "null", "undefined"})
_KINDS = {
    "operation": "operation",
    "nested": "nested operation",
    "callback": "function",
    "object": "object",
    "list": "list",
    "value": "value",
    "dropped": "code that never runs",
    "code": "code",
    "off": "operation, switched off",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line's text."""

    text: str
    role: str
    """Its colour."""
    is_strong: bool = False
    is_struck: bool = False
    is_mono: bool = True


@dataclass(frozen=True, slots=True)
class Wording:
    """How a line reads."""

    icon: str
    """A Lucide name, or nothing."""
    icon_role: str
    parts: tuple[Part, ...]
    note: str = ""
    """A word at the right, e.g. ``off``."""
    note_role: str = "text_faint"
    number: int | None = None


def wording_of(entry: Entry) -> Wording:
    """Return how a line reads."""
    if isinstance(entry, OperationEntry):
        return _operation(entry)
    return _syntax(entry) if isinstance(entry, SyntaxEntry) else Wording("circle", "icon", ())


def _operation(entry: OperationEntry) -> Wording:
    item = entry.item
    name = (Part(f"{item.name}: ", "property"),) if item.name else ()
    kind = item.kind
    if kind in ("operation", "nested"):
        label = Part(item.label, "operation", is_strong=kind == "operation")
        first = (Part(f"  {entry.first_argument}", "text_faint"),) if entry.first_argument else ()
        note = "always runs" if item.is_hoisted else ""
        return Wording(
            _ICONS[kind], "icon", (*name, label, *first), note, "warn", number=entry.number
        )
    if kind == "dropped":
        struck = Part(item.label, "text_faint", is_struck=True)
        return Wording(_ICONS[kind], "text_faint", (struck,), "never runs", "warn")
    if kind == "off":
        return Wording(_ICONS[kind], "text_faint", (Part(item.label, "text_faint"),), "off")
    role = value_role(item) if kind in ("value", "list", "object") else "text_muted"
    icon = _value_icon(item) if kind == "value" else _ICONS[kind]
    return Wording(icon, "text_faint", (*name, Part(item.label, role)))


def _syntax(entry: SyntaxEntry) -> Wording:
    field = (Part(f"{entry.field}: ", "property"),) if entry.field else ()
    kind = Part(entry.kind, "err" if entry.is_wrong else "text")
    icon = "triangle-alert" if entry.is_wrong else ""
    excerpt = Part(f"  {entry.excerpt}", "text_faint")
    return Wording(icon, "err" if entry.is_wrong else "text_faint", (*field, kind, excerpt))


def value_role(item: TreeItem) -> str:
    """Return the colour of a value, as the editor has it."""
    first = item.label[:1]
    if first in ("'", '"', "`"):
        return "string"
    if item.label in _WORDS:
        return "keyword"
    return "number" if first.isdigit() or (first == "-" and len(item.label) > 1) else "text_muted"


def _value_icon(item: TreeItem) -> str:
    icons = {"string": "quote", "number": "hash", "keyword": "toggle-left"}
    return icons.get(value_role(item), "variable")


def spoken(entry: Entry, status: str = "") -> str:
    """Return a line for a screen reader: ``operation 2, get '/x', succeeded``."""
    if not isinstance(entry, OperationEntry):
        return entry.text
    number = f" {entry.number}" if entry.number else ""
    hoisted = "always runs" if entry.item.is_hoisted else ""
    head = f"{_KINDS[entry.item.kind]}{number}"
    return ", ".join(filter(None, (head, entry.text, hoisted, status)))
