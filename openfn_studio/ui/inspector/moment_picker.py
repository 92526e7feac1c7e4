"""Choosing a moment: a run, and in it the start or an operation."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import column, row
from openfn_studio.ui.widgets.pick import Pick
from openfn_studio.workbench.running.facts import RunFact, RunId
from openfn_studio.workbench.running.moments import PointRef

START = "At the start"


class MomentPicker(QWidget):
    """Two drop-downs.

    Signals:
        run_wanted: The ``RunId`` that was chosen; ``show_run`` is to follow once it is read.
        changed: Another moment was chosen.
    """

    run_wanted = Signal(object)
    changed = Signal()

    def __init__(self, look: Look, title: str) -> None:
        super().__init__()
        self._look = look
        self._fact: RunFact | None = None
        self._point: int | None = None
        self._run = Pick(look, "Choose a run", field=True)
        self._run.setAccessibleName(f"{title}: run")
        self._moment = Pick(look, START, field=True)
        self._moment.setAccessibleName(f"{title}: moment")
        for pick in (self._run, self._moment):
            pick.setMenu(QMenu(self))
        self._moment.setEnabled(False)
        self.setLayout(
            column(
                Label(look, title, SMALL, 600),
                row(self._run, self._moment, None),
                gap=look.px(6),
            )
        )

    @property
    def ref(self) -> PointRef | None:
        """The moment; None until one is chosen."""
        if self._fact is None or self._point is None:
            return None
        return PointRef(self._fact.id, self._point)

    def words(self, *, with_run: bool) -> str:
        """Return the moment in a few words, with the run it is of or without."""
        if self._fact is None or self._point is None:
            return ""
        moment = moment_words(self._fact, self._point)
        if not with_run:
            return moment
        number = f"Run {self._fact.number}" if self._fact.number is not None else "This run"
        return f"{number} {moment.lower()}"

    def offer(self, runs: Sequence[tuple[RunId, str]]) -> None:
        """Offer runs: their ids and what they are called."""
        menu = self._run.menu()
        menu.clear()
        for run_id, name in runs:
            menu.addAction(name, lambda run_id=run_id: self.run_wanted.emit(run_id))

    def show_run(self, fact: RunFact, point: int | None = None) -> None:
        """Take a run, and a moment of it: its end if not given."""
        self._fact = fact
        menu = self._moment.menu()
        menu.clear()
        ended = [one for one in fact.operations if one.status in ("finished", "failed")]
        for at in range(len(ended) + 1):
            menu.addAction(moment_words(fact, at), lambda at=at: self._choose(at))
        self._run.set_text(run_words(fact))
        self._moment.setEnabled(True)
        self._choose(len(ended) if point is None else min(point, len(ended)))

    def _choose(self, point: int) -> None:
        self._point = point
        if self._fact is not None:
            self._moment.set_text(moment_words(self._fact, point))
        self.changed.emit()


def run_words(fact: RunFact) -> str:
    """Return what a run is called."""
    number = f"Run {fact.number}" if fact.number is not None else "This run"
    return f"{number}, {fact.job}"


def moment_words(fact: RunFact, point: int) -> str:
    """Return what a moment of a run is called."""
    if point == 0:
        return START
    name = fact.operations[point - 1].name if point <= len(fact.operations) else ""
    return f"After {point} {name}".strip()
