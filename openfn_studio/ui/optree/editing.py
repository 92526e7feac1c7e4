"""The edits of the chosen line: when they are possible, why not, and carrying them out."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from openfn_studio.domain.run import Dialect
from openfn_studio.domain.text import TextRange
from openfn_studio.errors import StudioError
from openfn_studio.language.job import Job
from openfn_studio.language.problem import Fix, TextEdit
from openfn_studio.language.rework.calls import NewCall, call_of, first_call
from openfn_studio.language.rework.focus import focus_after
from openfn_studio.language.rework.inserting import Insertion, insert
from openfn_studio.language.rework.literals import edit_literal, literal_at
from openfn_studio.language.rework.moving import move
from openfn_studio.language.rework.refusal import CannotRework
from openfn_studio.language.rework.siblings import Side
from openfn_studio.language.rework.verbs import Verb, edits_of, reasons_against
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.optree.entry import OperationEntry
from openfn_studio.ui.optree.picker import Choice, FunctionPicker
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.editing.analysing import Analysis
from openfn_studio.workbench.editing.analysis import AnalysisBench
from openfn_studio.workbench.projects.adaptor_facts import AdaptorFact, FunctionFact

INSERT = "tree:insert"
_Edits = tuple[TextEdit, ...]
SETTLE_MS = 40
"""How long the chosen line must stay before its edits are thought about."""


@dataclass(frozen=True, slots=True)
class _Do:
    action: str
    condition: str
    verb: Verb


_DOING = (
    _Do("tree:duplicate", "tree_duplicate", Verb.DUPLICATE),
    _Do("tree:move-up", "tree_up", Verb.MOVE_UP),
    _Do("tree:move-down", "tree_down", Verb.MOVE_DOWN),
    _Do("tree:switch", "tree_switch", Verb.SWITCH),
    _Do("tree:edit-value", "tree_edit", Verb.EDIT),
    _Do("tree:delete", "tree_delete", Verb.DELETE),
)
ACTIONS = (
    INSERT,
    "tree:edit-value",
    "tree:move-up",
    "tree:move-down",
    "tree:switch",
    "tree:duplicate",
    "tree:delete",
)
"""The edits, in the order of their buttons."""


class TreeEditing(QObject):
    """Carries out the edits of the chosen line of the current job.

    Args:
        look: For the dialog.
        actions: Where the edits are bound.
        analyses: What is known of the text; changes it.
        functions: Returns the adaptors of the job.
        window: Whose dialog the list of functions is.

    Signals:
        range_chosen: The ``TextRange`` of what was changed, in the new text.
        refused: Why something was not done, a sentence.
        value_wanted: The value of the chosen line is to be edited in place.
        typing_wanted: What was chosen last is to be typed over in the text.
    """

    range_chosen = Signal(object)
    refused = Signal(object)
    value_wanted = Signal()
    typing_wanted = Signal()

    def __init__(
        self,
        look: Look,
        actions: Actions,
        analyses: AnalysisBench,
        functions: Callable[[], tuple[AdaptorFact, ...]],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._look = look
        self._actions = actions
        self._analyses = analyses
        self._functions = functions
        self._window = window
        self._analysis: Analysis | None = None
        self._target: OperationEntry | None = None
        self._is_busy = False
        self._next = ""
        self.picker: FunctionPicker | None = None
        """The open list of functions."""
        self._pause = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._pause.timeout.connect(self.settle)
        actions.bind(INSERT, self.pick_function)
        for do in _DOING:
            actions.bind(do.action, lambda verb=do.verb: self._do(verb))
        self.settle()

    # ------------------------------------------------------------ what is chosen

    def look_at(self, analysis: Analysis | None, target: OperationEntry | None) -> None:
        """Take what is shown and which line is chosen."""
        is_same = analysis is self._analysis and target is self._target
        self._analysis, self._target = analysis, target
        if not is_same:
            self._pause.start()
        if self._next and not self._must_wait:
            # The key came again before what it did the last time was read.
            action, self._next = self._next, ""
            self.trigger(action)

    def settle(self) -> None:
        """Find out now what can be done with the chosen line."""
        self._pause.stop()
        analysis, target = self._analysis, self._target
        can_insert = analysis is not None and not analysis.has_errors
        broken = "The text has a syntax error. Mend it first." if analysis else ""
        self._actions.set_condition("tree_insert", can_insert, broken)
        if analysis is None or target is None:
            for do in _DOING:
                self._actions.set_condition(do.condition, holds=False)
            return
        reasons = reasons_against(analysis.job, target.item)
        for do in _DOING:
            self._actions.set_condition(do.condition, not reasons[do.verb], reasons[do.verb])

    def trigger(self, action: str) -> None:
        """Do what a key is for; say why when it cannot be done."""
        if self._must_wait:
            self._next = action
            return
        self.settle()
        if not self._actions.trigger(action):
            self.refused.emit(self._actions.reason_against(action))

    @property
    def _must_wait(self) -> bool:
        """Whether the text is newer than what is known of it, or about to be."""
        analysis = self._analysis
        is_old = analysis is not None and not self._analyses.is_current(analysis)
        return self._is_busy or is_old

    # ------------------------------------------------------------ the edits

    def move(self, what: OperationEntry, beside: OperationEntry, side: Side) -> None:
        """Put a line before or after another one."""
        where, target = what.range, beside.range
        self._carry_out(lambda job: move(job, where, target, side), where)

    def write_value(self, entry: OperationEntry, shown: str) -> None:
        """Write another value."""
        self._carry_out(lambda job: edit_literal(job, entry.range, shown), entry.range)

    def value_of(self, entry: OperationEntry) -> str:
        """Return what is edited of a value; empty for what cannot be edited."""
        if self._analysis is None:
            return ""
        try:
            return literal_at(self._analysis.job, entry.range).shown
        except CannotRework:
            return ""

    def mend(self, fix: Fix) -> None:
        """Carry out what mends a problem."""
        where = fix.edits[0].range if fix.edits else None
        self._carry_out(lambda _: fix.edits, where)

    def insert_first(self) -> None:
        """Give an empty job its first operation."""
        if self._analysis is not None:
            self._insert(first_call(self._analysis.job), None, "after")

    def pick_function(self) -> None:
        """Let the user choose a function, and insert a call of it beside the chosen line."""
        target = self._target
        beside = "" if target is None else target.text
        self.picker = FunctionPicker(
            self._look, self._functions(), self._call_of, beside, self._window.window()
        )
        self.picker.chosen.connect(lambda choice: self._take(choice, target))
        self.picker.finished.connect(self.picker.deleteLater)
        self.picker.open()

    def _take(self, choice: Choice, target: OperationEntry | None) -> None:
        self._insert(choice.call, target.range if target else None, choice.side)

    def _call_of(self, function: FunctionFact) -> NewCall:
        analysis = self._analysis
        dialect = analysis.dialect if analysis else Dialect.V1
        known = analysis.job.function_operation if analysis else None
        return call_of(
            function, dialect, known or ("fn" if dialect is Dialect.V2 else "alterState")
        )

    def _insert(self, call: NewCall, beside: TextRange | None, side: Side) -> None:
        made: list[Insertion] = []

        def edit(job: Job) -> _Edits:
            made.append(insert(job, call, beside, side))
            return made[0].edits

        def done(_: _Edits) -> None:
            if made[0].holes:
                self.range_chosen.emit(made[0].holes[0])
                self.typing_wanted.emit()

        self._ask(edit, done)

    def _do(self, verb: Verb) -> None:
        target = self._target
        if target is None:
            return
        if verb is Verb.EDIT:
            self.value_wanted.emit()
        else:
            self._carry_out(lambda job: edits_of(job, target.item, verb), target.range)

    def _carry_out(self, edit: Callable[[Job], _Edits], where: TextRange | None) -> None:
        analysis = self._analysis

        def done(edits: _Edits) -> None:
            if edits and where is not None and analysis is not None:
                _, focus = focus_after(analysis.document, where, edits)
                self.range_chosen.emit(focus)

        self._ask(edit, done)

    def _ask(self, edit: Callable[[Job], _Edits], on_done: Callable[[_Edits], None]) -> None:
        """Let the text be changed by what is known of it now."""

        def done(edits: _Edits) -> None:
            self._is_busy = False
            on_done(edits)

        def refuse(problem: StudioError) -> None:
            self._is_busy, self._next = False, ""
            self.refused.emit(problem.what)

        if self._analysis is not None:
            self._is_busy = True
            self._analyses.carry_out(self._analysis, edit, done, refuse)
