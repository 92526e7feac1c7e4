"""One page that makes a job and its trigger together."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QScrollArea, QWidget

from openfn_studio.domain.run import Dialect
from openfn_studio.domain.trigger import Trigger
from openfn_studio.errors import StudioError
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL, TITLE
from openfn_studio.ui.widgets.banner import Banner
from openfn_studio.ui.widgets.dialog import Dialog
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import box, column, row
from openfn_studio.ui.widgets.segmented import Segmented
from openfn_studio.ui.wizard.fields import FormRow, LineField, PickField
from openfn_studio.ui.wizard.preview import StartPreview
from openfn_studio.ui.wizard.trigger_forms import (
    CronForm,
    ExistingForm,
    FollowForm,
    MessageForm,
    TriggerForm,
)
from openfn_studio.workbench.projects.drafting import DraftBench
from openfn_studio.workbench.projects.project_facts import JobDraft

KINDS = ("Existing", "Message", "Cron", "Flow", "Catch")
DELAY_MS = 200
"""From the last key to the look at the samples."""

_SIZE = (880, 640)
_FORM_WIDTH = 330


class NewJobWizard(Dialog):
    """The form for a new job. It closes when the job is made, and says so by ``DraftBench.made``.

    Args:
        look: The look.
        draft: Checks what is filled in, and makes the job.
        adaptors: Names to complete the adaptor with.
        parent: The window it belongs to.
    """

    def __init__(
        self,
        look: Look,
        draft: DraftBench,
        adaptors: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "New job", parent)
        self._draft = draft
        self._trigger_name_is_ours = True
        self.name = LineField(look)
        self.adaptor = LineField(look, "common")
        self.adaptor.setCompleter(_completer(adaptors, self.adaptor))
        self.kind = Segmented(look, KINDS)
        self.trigger_name = LineField(look)
        names = tuple(credential.name for credential in draft.project.credentials)
        self.credential = PickField(look, names, "None")
        self.dialect = Segmented(look, ("v1 rules", "v2 rules"))
        self.dialect.choose(int(draft.project.dialect is Dialect.V2))
        self.forms: tuple[TriggerForm, ...] = (
            ExistingForm(look, draft),
            MessageForm(look, draft),
            CronForm(look, draft),
            FollowForm(look, draft, is_catch=False),
            FollowForm(look, draft, is_catch=True),
        )
        self.preview = StartPreview(look, draft)
        self._problem = Banner(look)
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._build()
        self._connect()
        self._refresh()
        self.name.setFocus()

    # ------------------------------------------------------------------ building

    def _build(self) -> None:
        look = self.look
        self.kind_row = FormRow(look, "What starts it", self.kind)
        self.name_row = FormRow(look, "Name", self.name)
        self.adaptor_row = FormRow(look, "Adaptor", self.adaptor)
        self.adaptor.setToolTip("As in http, http@6.5.4 or dhis2")
        self.trigger_row = FormRow(look, "Trigger's name", self.trigger_name)
        credential = FormRow(look, "Credential", self.credential)
        dialect = FormRow(look, "Dialect", self.dialect)
        fields = column(
            _halves(self.name_row, self.adaptor_row),
            self.kind_row,
            *self.forms,
            self.trigger_row,
            _halves(credential, dialect),
            None,
            gap=14,
            margins=(0, 0, 12, 0),
        )
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(box(fields))
        scroll.setMinimumWidth(look.px(_FORM_WIDTH))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        both = row(gap=20)
        both.addWidget(scroll, 5)
        both.addWidget(self.preview, 4)
        self.body.addWidget(Label(look, "A new job and what starts it", TITLE, 600))
        self.body.addWidget(self._problem)
        self.body.addLayout(both, 1)
        self._reason = Label(look, "", SMALL, tone="muted")
        self.body.addWidget(self._reason)
        self.add_button("Cancel").clicked.connect(self.reject)
        self.create_button = self.add_button("Create job", primary=True)
        self.fit(*_SIZE)

    def _connect(self) -> None:
        for field in (self.name, self.adaptor):
            field.textChanged.connect(self._refresh)
        for form in self.forms:
            form.changed.connect(self._refresh)
        self.kind.chosen.connect(lambda _: self._refresh())
        self.trigger_name.textEdited.connect(self._on_trigger_named)
        self.create_button.clicked.connect(self._make)
        self._timer.timeout.connect(self._show_preview)
        self._draft.made.connect(self.accept)
        self._draft.refused.connect(self._on_refused)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Make the job by Ctrl+Enter from anywhere; Enter in a field only goes on."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.create_button.click()
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------ checking

    @property
    def form(self) -> TriggerForm:
        """The part of the form for the chosen kind of trigger."""
        return self.forms[self.kind.current]

    def _on_trigger_named(self, text: str) -> None:
        self._trigger_name_is_ours = not text.strip()
        self._refresh()

    def _refresh(self) -> None:
        """Check everything; say below the form what is missing first."""
        for form in self.forms:
            form.setVisible(form is self.form)
        is_new = not isinstance(self.form, ExistingForm)
        self.trigger_row.setVisible(is_new)
        broken = self.form.check()
        if is_new and self._trigger_name_is_ours:
            self._name_trigger()
        problems = [self._check_name(), broken]
        if is_new:
            problem = self._draft.trigger_name_problem(self.trigger_name.text())
            self.trigger_row.tell(problem)
            problems.append(problem)
        self._say_missing([each for each in problems if each])
        self._is_broken = bool(broken)
        self._timer.start()

    def _name_trigger(self) -> None:
        trigger = self.form.trigger("")
        if trigger:
            self.trigger_name.setText(self._draft.trigger_name(trigger, self.name.text().strip()))

    def _check_name(self) -> str:
        problem = self._draft.job_name_problem(self.name.text())
        # An empty field is not wrong yet, but the job cannot be made.
        self.name_row.tell(problem if self.name.text().strip() else "")
        return problem

    def _say_missing(self, problems: list[str]) -> None:
        self.create_button.setEnabled(not problems)
        self._reason.setText(problems[0] if problems else "")
        self._reason.setVisible(bool(problems))
        self.create_button.setToolTip(problems[0] if problems else "Create job  Ctrl+Return")

    def _trigger(self) -> Trigger | None:
        return self.form.trigger(self.trigger_name.text().strip())

    def _show_preview(self) -> None:
        if self._is_broken:
            self.preview.show_broken()
        else:
            self.preview.show_trigger(self._trigger())

    # ------------------------------------------------------------------ making

    def _make(self) -> None:
        trigger = self._trigger()
        is_existing = isinstance(self.form, ExistingForm)
        self.create_button.setEnabled(False)
        self._draft.make(
            JobDraft(
                self.name.text().strip(),
                adaptor=self.adaptor.text().strip() or None,
                trigger=trigger.name if trigger and is_existing else None,
                new_trigger=None if is_existing else trigger,
                credential=self.credential.value,
                dialect=(Dialect.V1, Dialect.V2)[self.dialect.current],
            )
        )

    def _on_refused(self, problem: StudioError) -> None:
        self._problem.tell_problem(problem)
        self._refresh()


def _halves(left: QWidget, right: QWidget) -> QHBoxLayout:
    """Return two fields beside each other, their labels in one line."""
    layout = row(gap=12)
    for widget in (left, right):
        layout.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
    return layout


def _completer(names: Sequence[str], parent: QWidget) -> QCompleter:
    completer = QCompleter(list(names), parent)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    return completer
