"""The ways a value's place is written in a job, and its value: what can be copied."""

from dataclasses import dataclass

from openfn_studio.state.path import as_json_path, as_operation_argument, as_state_expression
from openfn_studio.state.pointer import Path
from openfn_studio.state.tree import Node

CLIPBOARD = 8_000_000
"""A longer value is exported, not copied: clipboards of other programs choke on it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Something to copy."""

    text: str
    keys: str = ""


def path_copies(path: Path) -> tuple[Copy, ...]:
    """Return how a path is written: in JavaScript, as JSONPath, as an operation's argument."""
    json_path = as_json_path(path)
    copies = [Copy(as_state_expression(path), "Ctrl+C")]
    if json_path is not None:
        copies.append(Copy(json_path))
    copies.append(Copy(as_operation_argument(path)))
    return tuple(copies)


def json_text(node: Node) -> str | None:
    """Return a value's JSON as it stands in the state; None when it is too long to be copied."""
    if node.size_bytes > CLIPBOARD:
        return None
    return node.raw.decode("utf-8", "replace")
