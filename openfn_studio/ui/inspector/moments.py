"""Which moment the inspector shows: an operation, what the job will receive, or a comparison."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from openfn_studio.errors import StudioError
from openfn_studio.ui.inspector.contents import Contents, contents_of, contents_of_text
from openfn_studio.ui.inspector.moment_words import line_of, nothing_of
from openfn_studio.ui.inspector.operation_line import Line
from openfn_studio.ui.inspector.wording import changes_text
from openfn_studio.workbench.lanes import Lane, Ticket
from openfn_studio.workbench.running.facts import RunFact
from openfn_studio.workbench.running.moments import PointRef, StatePair
from openfn_studio.workbench.running.time_travel import TimeTravelBench

SOON_MS = 300
"""After so long it is said that a state is being read."""
_INITIAL = Line(name="Before the run", note="what the job will receive")
_READING = "reading"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the panel is to show."""

    line: Line
    contents: Contents | None = None
    fact: str = ""
    why: str = ""
    """Words, when there is no state."""
    is_of_run: bool = False
    """True when it is an operation of the run in view."""
    way_out: str = ""
    """What leaving it is called; empty when it cannot be left."""


class Moments(QObject):
    """Follows the time travel; leaves it for a comparison or for the next input.

    Signals:
        changed: A ``Shown``.
        reading: The ``Line`` while a state takes long to be read.
    """

    changed = Signal(object)
    reading = Signal(object)

    def __init__(self, travel: TimeTravelBench, lane: Lane, parent: QObject) -> None:
        super().__init__(parent)
        self._travel = travel
        self._lane = lane
        self._initial: bytes | None = None
        self._aside: tuple[PointRef, PointRef, str] | None = None
        self._edited: bytes | None = None
        self._is_initial_wanted = False
        self._key: object = None
        self._ticket: Ticket | None = None
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._say_reading)
        travel.point_changed.connect(self._on_point)
        travel.run_changed.connect(self._on_run)

    @property
    def has_initial(self) -> bool:
        """Whether it is known what the next run will receive."""
        return self._initial is not None

    @property
    def is_aside(self) -> bool:
        """Whether something else than the run in view is shown."""
        return self._aside is not None or self._is_initial_wanted or self._edited is not None

    def show_initial(self, state: bytes) -> None:
        """Take what the next run will receive; it is shown while there is no run."""
        self._initial = state
        if self._travel.run is None or self._is_initial_wanted:
            self.refresh()

    def look_at_initial(self) -> None:
        """Show what the next run will receive, though there is a run in view."""
        self._clear_aside()
        self._is_initial_wanted = self._initial is not None
        self.refresh()

    def show_edited(self, state: bytes) -> None:
        """Show the state the user wrote for a run that waits."""
        self._clear_aside()
        self._edited = state
        self.refresh()

    def forget_edited(self) -> None:
        """Show the run again if it is a state the user wrote that is shown."""
        if self._edited is not None:
            self.leave()

    def compare(self, one: PointRef, other: PointRef, words: str) -> None:
        """Show what differs between two moments."""
        self._clear_aside()
        self._aside = (one, other, words)
        self.refresh()

    def leave(self) -> None:
        """Go back to the run in view."""
        if self.is_aside:
            self._clear_aside()
            self.refresh()

    def refresh(self) -> None:
        """Read anew what is to be shown; ``changed`` follows."""
        self._key = self._key_of(self._travel.run)
        self._stop()
        self._soon.start()
        if self._edited is not None:
            self._open_text(self._edited)
        elif self._aside is not None:
            self._travel.compare(self._aside[0], self._aside[1], self._open_pair, self)
        elif self._is_initial_wanted or (self._travel.run is None and self._initial is not None):
            self._open_text(self._initial or b"{}")
        else:
            self._travel.states(self._open_pair, self)

    # ------------------------------------------------------------ inside

    def _on_point(self, _: object) -> None:
        # Who goes to an operation wants to see it.
        self._clear_aside()
        self.refresh()

    def _on_run(self, run: RunFact | None) -> None:
        # Facts of a run come twenty times a second: most of them say nothing of this operation.
        if self._key_of(run) != self._key and not self.is_aside:
            self.refresh()

    def _key_of(self, run: RunFact | None) -> object:
        operation = self._travel.operation
        if run is None:
            return None
        if operation is None:
            return run.id, run.is_over, bool(run.operations), run.error
        return run.id, run.is_over, operation.index, operation.status, operation.changes

    def _open_pair(self, pair: StatePair) -> None:
        if pair.before is None and pair.after is None:
            self._take(Contents(problem=pair.problem))
            return
        self._ticket = self._lane.run(
            lambda ticket: contents_of(pair, lambda: ticket.is_cancelled),
            self._take,
            self._on_failed,
            owner=self,
        )

    def _open_text(self, state: bytes) -> None:
        self._ticket = self._lane.run(
            lambda _: contents_of_text(state), self._take, self._on_failed, owner=self
        )

    def _on_failed(self, problem: StudioError) -> None:
        self._take(Contents(problem=problem))

    def _take(self, contents: Contents) -> None:
        self._stop()
        run, operation = self._travel.run, self._travel.operation
        is_initial = self._is_initial_wanted or (run is None and self._initial is not None)
        line = self._line(contents, is_initial=is_initial)
        if contents.before is None and contents.after is None:
            aside = contents.problem is not None and (self.is_aside or is_initial)
            fact, why = nothing_of(
                None if aside else run, None if aside else operation, contents.problem
            )
            self.changed.emit(Shown(line, None, fact, why, way_out=self._way_out()))
            return
        is_of_run = not is_initial and not self.is_aside
        self.changed.emit(Shown(line, contents, is_of_run=is_of_run, way_out=self._way_out()))

    def _line(self, contents: Contents | None, *, is_initial: bool) -> Line:
        run, operation = self._travel.run, self._travel.operation
        if self._edited is not None:
            return Line(name="Edited state", note="used when the run goes on")
        if self._aside is not None:
            count = len(contents.changes) if contents else 0
            cut = contents is not None and contents.is_cut
            return Line(name=self._aside[2], note=changes_text(count, is_cut=cut))
        if is_initial:
            return _INITIAL
        if run is None:
            return Line(name="State")
        if operation is None:
            number = f"Run {run.number}" if run.number is not None else "This run"
            return Line(name=number, note="" if run.is_over else "running")
        return line_of(run, operation, contents)

    def _way_out(self) -> str:
        if self._aside is not None:
            return "Leave the comparison"
        return "Back to the run" if self.is_aside else ""

    def _clear_aside(self) -> None:
        self._aside, self._edited, self._is_initial_wanted = None, None, False

    def _say_reading(self) -> None:
        line = self._line(None, is_initial=self._is_initial_wanted)
        note = f"{_READING}…"
        self.reading.emit(Line(line.number, line.name, line.argument, note))

    def _stop(self) -> None:
        self._soon.stop()
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None
