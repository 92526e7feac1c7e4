"""The four kinds of triggers, and those that exist, each as a part of the form."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from openfn_studio.domain.trigger import Catch, Cron, Flow, MessageFilter, Trigger
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.layouts import column
from openfn_studio.ui.wizard.fields import CodeField, FormRow, LineField, PickField
from openfn_studio.workbench.projects.drafting import DraftBench
from openfn_studio.workbench.projects.trigger_facts import words_of

FIRST_CRITERIA = '{\n  "form": "registration"\n}'
FIRST_CRON = "0 2 * * *"


class TriggerForm(QWidget):
    """What says when a job starts.

    Signals:
        changed: Something was filled in.
    """

    changed = Signal()

    def __init__(self, draft: DraftBench) -> None:
        super().__init__()
        self.draft = draft

    def check(self) -> str:
        """Say at each field what is wrong; return the first problem, empty when there is none."""
        raise NotImplementedError

    def trigger(self, name: str) -> Trigger | None:
        """Return the trigger the form describes, with that name when it is a new one."""
        raise NotImplementedError


class ExistingForm(TriggerForm):
    """A trigger the project has, or none."""

    def __init__(self, look: Look, draft: DraftBench) -> None:
        super().__init__(draft)
        names = tuple(trigger.name for trigger in draft.project.triggers)
        self.pick = PickField(look, names, "None yet")
        hint = "Without a trigger you start the job yourself."
        self.row = FormRow(look, "Trigger", self.pick, hint)
        self.setLayout(column(self.row))
        if names:
            self.pick.choose(names[0])
        self.pick.chosen.connect(lambda _: self.changed.emit())

    def check(self) -> str:
        """Say when the chosen trigger starts the job; what exists is never wrong."""
        trigger = self.trigger("")
        self.row.tell(words_of(trigger) if trigger else "", "muted")
        return ""

    def trigger(self, name: str) -> Trigger | None:
        """Return the chosen trigger under its own name; None when the job gets none."""
        return self.draft.project.trigger(self.pick.value)


class MessageForm(TriggerForm):
    """A message filter."""

    def __init__(self, look: Look, draft: DraftBench) -> None:
        super().__init__(draft)
        self.criteria = CodeField(look, FIRST_CRITERIA, 6)
        self.exclusion = CodeField(look, "", 2)
        self.criteria_row = FormRow(
            look, "The message contains", self.criteria, "JSON, as a part of the message looks."
        )
        self.exclusion_row = FormRow(
            look, "And does not contain", self.exclusion, "JSON; empty excludes nothing."
        )
        self.setLayout(column(self.criteria_row, self.exclusion_row, gap=12))
        self.criteria.textChanged.connect(self.changed)
        self.exclusion.textChanged.connect(self.changed)

    @property
    def excluded(self) -> str | None:
        """The exclusion; None when there is none."""
        return self.exclusion.toPlainText().strip() or None

    def check(self) -> str:
        """Say where criteria or exclusion are no JSON, and what to know about them."""
        check = self.draft.check_criteria(self.criteria.toPlainText(), self.excluded)
        self.criteria_row.tell("")
        self.exclusion_row.tell("")
        if check.problem:
            wrong = self.exclusion_row if check.is_of_exclusion else self.criteria_row
            place = check.problem.place
            where = f"{str(place).capitalize()}: " if place else ""
            wrong.tell(f"{where}{check.problem.what}")
            return "Correct the JSON of the message filter."
        if check.cautions:
            self.criteria_row.tell(" ".join(check.cautions), "warn")
        return ""

    def trigger(self, name: str) -> Trigger:
        """Return the filter, its JSON as it is written."""
        return MessageFilter(name, self.criteria.toPlainText().strip(), self.excluded)


class CronForm(TriggerForm):
    """A time of the clock."""

    def __init__(self, look: Look, draft: DraftBench) -> None:
        super().__init__(draft)
        self.field = LineField(look, FIRST_CRON, mono=True)
        self.row = FormRow(look, "Cron expression", self.field)
        self.setLayout(column(self.row))
        self.field.textChanged.connect(self.changed)

    def check(self) -> str:
        """Say when it fires, or why it cannot be used."""
        check = self.draft.check_cron(self.field.text())
        if check.problem:
            place = check.problem.place
            where = f" (column {place.column})" if place and place.column else ""
            self.row.tell(f"{check.problem.what}{where} {check.problem.remedy}".strip())
            return "Correct the cron expression."
        self.row.tell(f"{check.words}, in UTC.", "muted")
        return ""

    def trigger(self, name: str) -> Trigger:
        """Return the cron trigger."""
        return Cron(name, " ".join(self.field.text().split()))


class FollowForm(TriggerForm):
    """Another job that succeeded, or failed."""

    def __init__(self, look: Look, draft: DraftBench, *, is_catch: bool) -> None:
        super().__init__(draft)
        self._is_catch = is_catch
        live = (job for job in draft.project.jobs if not job.settings.archived)
        self.pick = PickField(look, tuple(job.name for job in live))
        text = "After this job failed" if is_catch else "After this job succeeded"
        hint = (
            "The job gets what the other one failed on, and its error."
            if is_catch
            else "The job gets the state the other one ended with."
        )
        self.row = FormRow(look, text, self.pick, hint)
        self.setLayout(column(self.row))
        self.pick.chosen.connect(lambda _: self.changed.emit())

    def check(self) -> str:
        """Say when there is no job to follow."""
        problem = "" if self.pick.value else "There is no other job yet that it could follow."
        self.row.tell(problem)
        return problem

    def trigger(self, name: str) -> Trigger:
        """Return the flow or catch trigger."""
        return (Catch if self._is_catch else Flow)(name, self.pick.value or "")
