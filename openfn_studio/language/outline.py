"""What a dialect will run of a job, in which order, and what it will drop.

The same facts as the runner's ``compiled`` event, without starting a process.
"""

from openfn_studio.domain.run import Dialect
from openfn_studio.domain.text import TextRange
from openfn_studio.language.document import Document
from openfn_studio.language.operations import DroppedCode, Outline, OutlineOperation
from openfn_studio.language.outline_v1 import read_v1
from openfn_studio.language.outline_v2 import read_v2

_READERS = {Dialect.V1: read_v1, Dialect.V2: read_v2}


def outline_of(document: Document, dialect: Dialect) -> Outline:
    """Return the operations of a job as ``dialect`` runs them, and what it drops.

    A text with syntax errors, which no dialect runs, gets the outline of what can be read.
    """
    found, dropped = _READERS[dialect](document.nodes)

    def range_of(node: int) -> TextRange:
        return document.positions.range(document.nodes.start[node], document.nodes.end[node])

    return Outline(
        operations=tuple(
            OutlineOperation(index, item.name, range_of(item.node), item.is_hoisted)
            for index, item in enumerate(found)
        ),
        dropped=tuple(DroppedCode(item.kind, range_of(item.node)) for item in dropped),
    )
