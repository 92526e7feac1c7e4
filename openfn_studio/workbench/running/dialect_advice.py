"""Says when a job would be right under the other dialect's rules."""

from PySide6.QtCore import QObject, Signal

from openfn_studio.domain.run import Dialect
from openfn_studio.errors import StudioError
from openfn_studio.language.document import Document
from openfn_studio.language.problems import other_dialect_fits
from openfn_studio.workbench.lanes import Lane, Ticket


class DialectAdvice(QObject):
    """Looks at each analysed text of the job in view; a newer text replaces an older one.

    Signals:
        changed: The ``Dialect`` that fits better, or None.

    Args:
        lane: Where texts are looked at.
    """

    changed = Signal(object)

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._ticket: Ticket | None = None
        self._better: Dialect | None = None

    @property
    def better(self) -> Dialect | None:
        """The dialect that fits the job in view better; None when its own is right."""
        return self._better

    def consider(self, document: Document, dialect: Dialect) -> None:
        """Look at a text."""
        if self._ticket:
            self._ticket.cancel()
        self._ticket = self._lane.run(
            lambda _: other_dialect_fits(document, dialect), self._take, self._none, owner=self
        )

    def forget(self) -> None:
        """Turn away from the job."""
        if self._ticket:
            self._ticket.cancel()
        self._take(None)

    def _take(self, better: Dialect | None) -> None:
        if better is not self._better:
            self._better = better
            self.changed.emit(better)

    def _none(self, _: StudioError) -> None:
        self._take(None)
