"""The analyses of the open jobs: made after each pause in typing, away from the window's thread."""

from collections.abc import Callable, Collection, Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from openfn_studio.errors import StudioError, UserInputProblem
from openfn_studio.language.job import Job
from openfn_studio.language.problem import TextEdit
from openfn_studio.workbench.editing.analysing import Analysis, Names, Rules, analyse
from openfn_studio.workbench.editing.buffer import Buffer, BufferId
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.lanes import Lane, Ticket
from openfn_studio.workbench.projects.adaptor_facts import AdaptorFact, AdaptorsKnown
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from openfn_studio.workbench.projects.project_bench import ProjectBench

DELAY_MS = 100
"""How long typing must pause."""
DEFAULT_ADAPTOR = "common"
"""What a job of a project runs with that names no adaptor."""

_MEANWHILE = "The text was changed meanwhile. Do it once more."

__all__ = ["DELAY_MS", "Analysis", "AnalysisBench", "Rules"]


class AnalysisBench(QObject):
    """Reads the open jobs: syntax, operations, problems. The newest text always wins.

    Signals:
        changed: An ``Analysis``: newer than all before of its buffer.

    Args:
        texts: The open texts.
        jobs: Whose rules a job is read by, until ``take_rules_from`` says otherwise.
        adaptors: What they export.
        lane: Where the reading is done.
    """

    changed = Signal(object)

    def __init__(
        self,
        texts: DocumentBench,
        jobs: ProjectBench,
        adaptors: AdaptorBench,
        lane: Lane,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._adaptors = adaptors
        self._lane = lane
        self._rules_of: Callable[[Buffer], Rules] = lambda buffer: _rules(jobs, buffer)
        self._watched: dict[BufferId, _Watched] = {}
        texts.opened.connect(self._on_changed)
        texts.changed.connect(self._on_changed)
        texts.closed.connect(self._on_closed)
        jobs.changed.connect(self.refresh)
        adaptors.known_changed.connect(self._on_adaptors_known)

    def analysis(self, buffer_id: BufferId) -> Analysis | None:
        """Return the last analysis of a buffer; None for what is no job, or was not read yet."""
        found = self._watched.get(buffer_id)
        return found.analysis if found else None

    def is_current(self, analysis: Analysis) -> bool:
        """Return whether the text has not changed since it was read."""
        buffer = self._texts.buffer(analysis.buffer_id)
        return buffer is not None and buffer.version == analysis.version

    def carry_out(
        self,
        analysis: Analysis,
        edit: Callable[[Job], tuple[TextEdit, ...]],
        on_done: Callable[[tuple[TextEdit, ...]], None],
        on_refused: Callable[[StudioError], None],
    ) -> None:
        """Change a job's text as one undo step; what is to be written is found out on the lane.

        Args:
            analysis: What the user sees of the text.
            edit: Returns the edits; it raises ``CannotRework`` when there are none.
            on_done: Gets the edits once they are carried out.
            on_refused: Gets the reason; the text is as it was.
        """

        def take(edits: tuple[TextEdit, ...]) -> None:
            if not self.is_current(analysis):
                on_refused(UserInputProblem(_MEANWHILE))
                return
            self._texts.apply_edits(analysis.buffer_id, edits)
            on_done(edits)

        buffer = self._texts.buffer(analysis.buffer_id)
        if buffer is not None and buffer.is_read_only:
            on_refused(UserInputProblem(buffer.read_only_reason))
            return
        self._lane.run(lambda _: edit(analysis.job), take, on_refused, owner=self)

    def take_rules_from(self, rules_of: Callable[[Buffer], Rules]) -> None:
        """Ask somebody else what the text of a buffer is read by, and read all anew."""
        self._rules_of = rules_of
        self.refresh()

    def take_up(self) -> None:
        """Read what was opened before this was there, and tell again what was read."""
        for buffer in self._texts.buffers:
            self._on_changed(buffer)
        for found in tuple(self._watched.values()):
            if found.analysis is not None:
                self.changed.emit(found.analysis)

    def refresh(self, _: object = None) -> None:
        """Read the buffers again that are to be read by other rules now."""
        for buffer_id in tuple(self._watched):
            buffer = self._texts.buffer(buffer_id)
            if buffer:
                self._on_changed(buffer)

    def _on_changed(self, buffer: Buffer) -> None:
        if buffer.kind != "job":
            self._forget(buffer.id)
            return
        found = self._watched.get(buffer.id)
        rules = self._rules_of(buffer)
        if found is None:
            found = self._watched[buffer.id] = _Watched(self, buffer.id, self._read)
            found.ask(rules, None, 0)
        elif found.rules != rules or found.version != buffer.version:
            found.ask(rules, buffer.version, DELAY_MS)

    def _on_closed(self, buffer: Buffer) -> None:
        self._forget(buffer.id)

    def _forget(self, buffer_id: BufferId) -> None:
        found = self._watched.pop(buffer_id, None)
        if found:
            found.stop()

    def _on_adaptors_known(self, specifiers: Iterable[str]) -> None:
        known = set(specifiers)
        for found in self._watched.values():
            if not known.isdisjoint(found.rules.adaptors):
                found.ask(found.rules, None, 0)

    def _read(self, found: "_Watched") -> None:
        buffer = self._texts.buffer(found.buffer_id)
        if buffer is None:
            return
        text, rules, before = self._texts.text(buffer.id), found.rules, found.analysis
        names = _names(self._adaptors.known(rules.adaptors), rules.adaptors)
        found.version = buffer.version

        def work(_: Ticket) -> Analysis:
            return analyse(buffer.id, buffer.version, text, rules, names, before)

        def take(analysis: Analysis) -> None:
            found.analysis, found.ticket = analysis, None
            self.changed.emit(analysis)

        def fail(_: StudioError) -> None:
            # The lane has logged it; the last analysis stays until the text changes.
            found.ticket = None

        found.ticket = self._lane.run(work, take, fail, owner=self)


class _Watched:
    """A buffer that is read again when it changes."""

    def __init__(
        self, bench: QObject, buffer_id: BufferId, read: "Callable[[_Watched], None]"
    ) -> None:
        self.buffer_id = buffer_id
        self.rules = Rules()
        self.version: int | None = None
        """The version that was read, or is being waited for."""
        self.analysis: Analysis | None = None
        self.ticket: Ticket | None = None
        self._timer = QTimer(bench)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: read(self))

    def ask(self, rules: Rules, version: int | None, delay_ms: int) -> None:
        """Read it after a pause; what is being read is not waited for."""
        self.rules, self.version = rules, version
        self._drop_ticket()
        self._timer.start(delay_ms)

    def stop(self) -> None:
        """Read it no more."""
        self._drop_ticket()
        self._timer.stop()
        self._timer.deleteLater()

    def _drop_ticket(self) -> None:
        if self.ticket:
            self.ticket.cancel()
            self.ticket = None


def _rules(jobs: ProjectBench, buffer: Buffer) -> Rules:
    if buffer.job is None:
        return Rules()
    return Rules(jobs.dialect_of(buffer.job), jobs.adaptors_of(buffer.job) or (DEFAULT_ADAPTOR,))


def _names(known: AdaptorsKnown, specifiers: Collection[str]) -> Names:
    """Return what adaptors give a job; nothing is said of names while one of them is unknown."""
    is_complete = bool(specifiers) and len(known.found) == len(set(specifiers))
    exports: set[str] = set()
    for fact in known.found:
        exports |= fact.exports
    return Names(frozenset(exports) if is_complete else None, _parameters(known.found))


def _parameters(facts: tuple[AdaptorFact, ...]) -> dict[str, tuple[str, ...]]:
    return {
        function.name: tuple(
            f"...{one.name}" if one.is_rest else one.name for one in function.parameters
        )
        for fact in reversed(facts)
        for function in fact.functions
    }
