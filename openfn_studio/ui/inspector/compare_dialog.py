"""The dialog that asks which two moments are to be compared."""

from PySide6.QtWidgets import QWidget

from openfn_studio.ui.inspector.moment_picker import MomentPicker, run_words
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.dialog import Dialog
from openfn_studio.ui.widgets.label import Label
from openfn_studio.workbench.running.facts import RunFact, RunId
from openfn_studio.workbench.running.kept import KeptRunsBench, RunRow
from openfn_studio.workbench.running.moments import PointRef

_MOST_RUNS = 60


class CompareDialog(Dialog):
    """Asks for two moments, of one run or of two; ``answer`` has them when it was accepted.

    Args:
        look: The look.
        run: The run in view.
        operation: The operation in view, from 0.
        kept: The runs that are kept; None where there is no history.
        parent: The window.
    """

    def __init__(
        self,
        look: Look,
        run: RunFact | None,
        operation: int | None,
        kept: KeptRunsBench | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "Compare states", parent)
        self._kept = kept
        self._here = run
        self.answer: tuple[PointRef, PointRef, str] | None = None
        """The two moments, and words for both."""
        self._waiting: tuple[MomentPicker, RunId] | None = None
        self.before = MomentPicker(look, "From")
        self.after = MomentPicker(look, "To")
        self._words = Label(look, "", SMALL, tone="err", wrap=True)
        for picker in (self.before, self.after):
            self.body.addWidget(picker)
            picker.offer(self._runs())
            picker.changed.connect(self._on_changed)
            picker.run_wanted.connect(lambda run_id, picker=picker: self._open(picker, run_id))
        self.body.addWidget(self._words)
        self.body.addStretch(1)
        self.add_button("Cancel").clicked.connect(self.reject)
        self.compare = self.add_button("Compare", primary=True)
        self.compare.clicked.connect(self._on_compare)
        if kept is not None:
            kept.opened.connect(self._on_opened)
            kept.failed.connect(lambda problem: self._words.setText(str(problem)))
        if run is not None:
            self.before.show_run(run, 0 if operation is None else operation)
            self.after.show_run(run, None if operation is None else operation + 1)
        self._on_changed()
        self.resize(look.px(420), look.px(240))

    def _runs(self) -> list[tuple[RunId, str]]:
        runs: list[tuple[RunId, str]] = []
        here = self._here
        if here is not None:
            runs.append((here.id, f"{run_words(here)} (in view)"))
        rows = self._kept.rows if self._kept is not None else ()
        others = [row for row in rows if here is None or row.id != here.id]
        # Runs of the same job first: those are what people compare.
        others.sort(key=lambda row: here is not None and row.job != here.job)
        return runs + [(row.id, _row_words(row)) for row in others[:_MOST_RUNS]]

    def _open(self, picker: MomentPicker, run_id: RunId) -> None:
        self._words.setText("")
        if self._here is not None and run_id == self._here.id:
            picker.show_run(self._here)
        elif self._kept is not None:
            self._waiting = (picker, run_id)
            self._kept.open(run_id)

    def _on_opened(self, fact: RunFact) -> None:
        if self._waiting is not None and self._waiting[1] == fact.id:
            picker, self._waiting = self._waiting[0], None
            picker.show_run(fact)

    def _on_changed(self) -> None:
        refs = (self.before.ref, self.after.ref)
        is_ready = None not in refs and refs[0] != refs[1]
        self.compare.setEnabled(is_ready)
        reason = "" if is_ready else "Choose two different moments."
        self.compare.setToolTip(reason)

    def _on_compare(self) -> None:
        before, after = self.before, self.after
        if before.ref is not None and after.ref is not None:
            is_both = before.ref.run_id != after.ref.run_id
            words = (one.words(with_run=is_both) for one in (before, after))
            self.answer = (before.ref, after.ref, " → ".join(words))
            self.accept()


def _row_words(row: RunRow) -> str:
    result = "succeeded" if row.exit_code == 0 else "on" if row.exit_code is None else "failed"
    when = row.started_at.astimezone().strftime("%d %b %H:%M")
    return f"Run {row.number}, {row.job}, {result}, {when}"
