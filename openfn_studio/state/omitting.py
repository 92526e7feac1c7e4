"""A document without one of its members."""

from openfn_studio.state.tree import Document, Kind
from openfn_studio.state.writing import written


def without(document: Document, key: str) -> Document:
    """Return the document without a member of its root; the same one if it has no such member."""
    root = document.root
    position = document.position_of(root, key) if root.kind is Kind.OBJECT else None
    if position is None:
        return document
    if root.child(position).duplicates:
        # The earlier members of that name would come to light.
        return Document(written({k: v for k, v in root.value().items() if k != key}))
    count = root.child_count
    if count == 1:
        return Document(b"{}")
    data = document.data
    if position + 1 < count:
        begin, end = document.key_start(root, position), document.key_start(root, position + 1)
    else:
        begin, end = root.child(position - 1).end, root.child(position).end
    return Document(data[:begin] + data[end:])
