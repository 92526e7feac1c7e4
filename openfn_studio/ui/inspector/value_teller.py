"""Tells of the selected value: what it is, which operation set it, which lines read it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from openfn_studio.domain.text import TextRange
from openfn_studio.state.pointer import Path
from openfn_studio.state.table import is_table
from openfn_studio.ui.inspector.path_bar import PathBar
from openfn_studio.ui.inspector.rows import Row
from openfn_studio.ui.inspector.wording import NEVER_SHOWN, kind_text
from openfn_studio.workbench.running.moments import SetBy
from openfn_studio.workbench.running.time_travel import TimeTravelBench

ReadsOf = Callable[[Path], Sequence[TextRange]]
"""Returns where the job in view reads a path of the state."""


class ValueTeller(QObject):
    """Fills the path bar.

    Args:
        bar: The bar.
        travel: Knows who set what.
        reads: Knows who reads what; it is asked on the GUI thread and must be quick.
        parent: The panel.
    """

    def __init__(
        self, bar: PathBar, travel: TimeTravelBench, reads: ReadsOf | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bar = bar
        self._travel = travel
        self._reads = reads
        self.asks_who = True
        """False while states are shown of which the run in view knows nothing."""

    def tell(self, row: Row | None, *, is_watched: bool) -> None:
        """Tell of a row; hide the bar when there is none, or it is a bucket."""
        is_value = row is not None and not row.is_bucket
        self._bar.setVisible(is_value)
        if row is None or not is_value:
            return
        node = row.node
        self._bar.show_value(
            row.path,
            kind_text(node) if node is not None else NEVER_SHOWN,
            is_watched=is_watched,
            is_table=node is not None and node.is_quick and is_table(node),
        )
        self._bar.show_reads(tuple(self._reads(row.path)) if self._reads is not None else ())
        self._bar.show_setter(None, is_known=False)
        if row.gone is not None or node is None or not self.asks_who:
            operation = self._travel.operation
            if row.gone is not None and operation is not None and self.asks_who:
                self._bar.show_remover(operation.index)
            return
        self._travel.who_set(row.path, self._take, self)

    def _take(self, answer: SetBy) -> None:
        if answer.path == self._bar.path:
            is_known = answer.problem is None and self._travel.operation is not None
            self._bar.show_setter(answer.operation, is_known=is_known)
