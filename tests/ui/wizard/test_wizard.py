from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from openfn_studio.domain.run import Dialect
from openfn_studio.domain.trigger import Catch, Cron, Flow, MessageFilter
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.wizard.trigger_forms import CronForm, MessageForm
from openfn_studio.ui.wizard.wizard import KINDS, NewJobWizard
from openfn_studio.workbench.projects.drafting import DraftBench
from openfn_studio.workbench.projects.project_bench import ProjectBench


@pytest.fixture
def wizard(qtbot: QtBot, look: Look, draft: DraftBench) -> NewJobWizard:
    wizard = NewJobWizard(look, draft, ("http", "dhis2"))
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(wizard.preview.model, fatal).setParent(wizard)
    qtbot.addWidget(wizard)
    wizard.show()
    return wizard


def choose(wizard: NewJobWizard, kind: str) -> None:
    wizard.kind.choose(KINDS.index(kind))


def make(qtbot: QtBot, wizard: NewJobWizard, draft: DraftBench) -> None:
    with qtbot.waitSignal(draft.made):
        wizard.create_button.click()


def test_a_name_is_asked_for_and_a_taken_one_is_refused_in_place(
    qtbot: QtBot, wizard: NewJobWizard
):
    assert not wizard.create_button.isEnabled()
    assert wizard._reason.text() == "Give the job a name."

    wizard.name.setText("send-visits")
    assert wizard.name_row.said == "There is a job named send-visits already."
    assert not wizard.create_button.isEnabled()

    wizard.name.setText("count visits")
    assert wizard.name_row.said == ""
    assert wizard.create_button.isEnabled()


def test_a_job_and_its_message_filter_are_made_together(
    qtbot: QtBot, wizard: NewJobWizard, draft: DraftBench, project: ProjectBench
):
    wizard.name.setText("count births")
    wizard.adaptor.setText("http@6.5.4")
    choose(wizard, "Message")
    assert isinstance(wizard.form, MessageForm)
    wizard.form.criteria.setPlainText('{"a": 8.0}')
    wizard.credential.choose("clinic-register")
    wizard.dialect.choose(1)

    make(qtbot, wizard, draft)

    job = project.job("count births")
    assert job
    assert (job.adaptor, job.trigger) == ("http@6.5.4", "count-births-message")
    assert (job.credential, job.settings.dialect) == ("clinic-register", Dialect.V2)
    assert project.fact
    assert project.fact.project.trigger("count-births-message") == MessageFilter(
        "count-births-message", '{"a": 8.0}'
    )
    assert not wizard.isVisible()


@pytest.mark.parametrize(
    ("kind", "trigger"),
    [
        ("Cron", Cron("at-02-00-every-day", "0 2 * * *")),
        ("Flow", Flow("after-register-child", "register-child")),
        ("Catch", Catch("register-child-failed", "register-child")),
    ],
)
def test_every_kind_of_trigger_is_made_with_a_name_that_says_it(
    qtbot: QtBot,
    wizard: NewJobWizard,
    draft: DraftBench,
    project: ProjectBench,
    kind: str,
    trigger: object,
):
    wizard.name.setText("new one")
    choose(wizard, kind)

    make(qtbot, wizard, draft)

    job = project.job("new one")
    assert job
    assert project.fact
    assert project.fact.project.trigger(job.trigger) == trigger


def test_an_existing_trigger_or_none_can_be_chosen(
    qtbot: QtBot, wizard: NewJobWizard, draft: DraftBench, project: ProjectBench
):
    wizard.name.setText("new one")
    assert "For every message that contains" in wizard.form.row.said
    wizard.form.pick.choose(None)
    assert wizard.form.row.said == "Without a trigger you start the job yourself."

    make(qtbot, wizard, draft)

    job = project.job("new one")
    assert job
    assert job.trigger is None


def test_criteria_that_are_no_json_are_told_with_line_and_column(wizard: NewJobWizard):
    wizard.name.setText("new one")
    choose(wizard, "Message")
    assert isinstance(wizard.form, MessageForm)

    wizard.form.criteria.setPlainText('{\n  "a": }')
    assert wizard.form.criteria_row.said.startswith("Line 2, column 8: ")
    assert not wizard.create_button.isEnabled()

    wizard.form.criteria.setPlainText("{}")
    assert "match every message" in wizard.form.criteria_row.said
    assert wizard.create_button.isEnabled()

    wizard.form.exclusion.setPlainText("[")
    assert "Line 1, column 2" in wizard.form.exclusion_row.said
    assert not wizard.create_button.isEnabled()


def test_cron_is_told_in_words_with_the_next_runs(qtbot: QtBot, wizard: NewJobWizard):
    choose(wizard, "Cron")
    assert isinstance(wizard.form, CronForm)
    assert wizard.form.row.said == "At 02:00 every day, in UTC."
    qtbot.waitUntil(lambda: wizard.preview._times.text().count("02:00 UTC") == 5)

    wizard.form.field.setText("61 * * * *")
    assert "column 1" in wizard.form.row.said
    assert not wizard.create_button.isEnabled()


def test_samples_show_live_which_messages_match_and_why_not(qtbot: QtBot, wizard: NewJobWizard):
    choose(wizard, "Message")
    assert isinstance(wizard.form, MessageForm)
    wizard.form.criteria.setPlainText('{"formhub": {"form_id": "home_visits"}}')
    qtbot.waitUntil(lambda: wizard.preview.title == "1 of 6 sample messages start the job")
    first, *others = wizard.preview.model.matches
    assert first.file.name == "home-visits.json"
    assert not any(match.is_match for match in others)

    wizard.preview.list.setCurrentIndex(wizard.preview.model.index(1, 0))
    assert wizard.preview.why.startswith("Fails at formhub: the key is missing")

    wizard.form.criteria.setPlainText('{"form": {}}')
    qtbot.waitUntil(lambda: wizard.preview.title == "3 of 6 sample messages start the job")


def test_a_name_of_the_trigger_that_was_typed_stays(qtbot: QtBot, wizard: NewJobWizard):
    choose(wizard, "Cron")
    wizard.trigger_name.clear()
    qtbot.keyClicks(wizard.trigger_name, "nightly")

    wizard.name.setText("new one")
    choose(wizard, "Flow")
    assert wizard.trigger_name.text() == "nightly"

    wizard.trigger_name.setText("every-hour")
    wizard._refresh()
    assert "a trigger named every-hour already" in wizard.trigger_row.said


def test_what_cannot_be_made_is_told_and_can_be_corrected(
    qtbot: QtBot, wizard: NewJobWizard, draft: DraftBench, sample_folder: Path
):
    wizard.name.setText("new one")
    file = sample_folder / "project.yaml"
    file.write_text(file.read_text() + "# changed by another program\n")

    with qtbot.waitSignal(draft.refused):
        wizard.create_button.click()

    assert "changed by another program" in wizard._problem.text
    assert wizard.isVisible()
    assert wizard.create_button.isEnabled()


def test_the_page_is_filled_in_by_keys_alone(
    qtbot: QtBot, wizard: NewJobWizard, draft: DraftBench, project: ProjectBench
):
    qtbot.keyClicks(wizard.name, "by keys")
    # Name, adaptor, kind.
    for _ in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is wizard.kind
    for _ in range(2):
        qtbot.keyClick(wizard.kind, Qt.Key.Key_Right)
    qtbot.keyClick(wizard.kind, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is wizard.form.field

    with qtbot.waitSignal(draft.made):
        qtbot.keyClick(wizard.form.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert project.job("by keys")


def test_every_theme_paints_it(qtbot: QtBot, each_look: Look, draft: DraftBench):
    wizard = NewJobWizard(each_look, draft)
    qtbot.addWidget(wizard)
    choose(wizard, "Message")
    wizard._show_preview()
    qtbot.waitUntil(lambda: bool(wizard.preview.model.matches))

    assert not wizard.grab().toImage().isNull()
