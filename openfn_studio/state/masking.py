"""Masked previews: what is shown while the eye is off. Type and length stay, the content goes."""

from openfn_studio.state.tree import Node


def masked_preview(node: Node) -> str:
    """Return a node's preview with dots for the content; names, brackets and null stay."""
    return node.preview_line(is_masked=True)
