"""Places in a job's text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextRange:
    """A stretch of text as both twins, Python and Node, name it.

    ``start`` and ``end`` count UTF-16 code units from 0, ``end`` excluded. Lines and columns count
    from 1, columns in UTF-16 code units; ``end_column`` is the column just after the last unit.
    Lines end where JavaScript says: LF, CR, CR LF, U+2028 and U+2029.
    """

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
