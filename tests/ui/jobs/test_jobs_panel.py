from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from openfn_studio.ui.jobs.model import JobsModel
from openfn_studio.ui.jobs.panel import JobsPanel
from openfn_studio.ui.jobs.rows import Group, Row
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.folder_files import FolderFiles
from openfn_studio.workbench.projects.project_bench import ProjectBench
from tests.ui.editing.conftest import OpenJob, Typist


@pytest.fixture
def panel(
    qtbot: QtBot, look: Look, project: ProjectBench, documents: DocumentBench, lanes: Lanes
) -> JobsPanel:
    files = FolderFiles(project, lanes)
    panel = JobsPanel(look, project, documents, files)
    panel._files = files
    qtbot.addWidget(panel)
    panel.resize(248, 800)
    panel.show()
    tester = QAbstractItemModelTester(
        model_of(panel), QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    tester.setParent(panel)
    qtbot.waitUntil(lambda: bool(files.files))
    return panel


def model_of(panel: JobsPanel) -> JobsModel:
    model = panel.tree.model()
    assert isinstance(model, JobsModel)
    return model


def group(panel: JobsPanel, title: str) -> Group:
    return next(each for each in model_of(panel).groups if each.title == title)


def row(panel: JobsPanel, key: str) -> Row:
    item = model_of(panel).item(model_of(panel).index_of(key))
    assert isinstance(item, Row)
    return item


def click(qtbot: QtBot, panel: JobsPanel, key: str, modifiers: object = None) -> None:
    index = model_of(panel).index_of(key)
    panel.tree.scrollTo(index)
    qtbot.mouseClick(
        panel.tree.viewport(),
        Qt.MouseButton.LeftButton,
        modifiers or Qt.KeyboardModifier.NoModifier,
        panel.tree.visualRect(index).center(),
    )


def entry(panel: JobsPanel, key: str, text: str) -> QAction:
    menu = panel.menu_of(row(panel, key))
    return next(action for action in menu.actions() if action.text() == text)


def test_jobs_stand_under_what_starts_them(panel: JobsPanel):
    titles = [each.title for each in model_of(panel).groups]
    assert titles == [
        "new-registration",
        "home-visits",
        "sms-requested",
        "every-hour",
        "after-fetch",
        "planning-failed",
        "Files",
    ]
    assert [each.title for each in group(panel, "every-hour").rows] == [
        "fetch-new-visits.js",
        "three-logins.js",
        "list-jobs.js",
        "forward-submissions.js",
    ]
    assert {each.icon for each in model_of(panel).groups[:6]} == {
        "zap",
        "clock",
        "workflow",
        "octagon-alert",
    }


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("new-registration", '"@name": "Register a child"'),
        ("every-hour", "Every hour, at minute 0, in UTC (0 * * * *)."),
        ("after-fetch", "After fetch-new-visits succeeded"),
        ("planning-failed", "After plan-vaccinations failed"),
    ],
)
def test_the_tooltip_says_when_a_trigger_starts_its_jobs(panel: JobsPanel, title: str, says: str):
    assert says in group(panel, title).tip


def test_files_that_are_no_jobs_stand_below(panel: JobsPanel):
    names = [each.title for each in group(panel, "Files").rows]

    assert {"project.yaml", "stubs.yaml", "samples/registration.json"} <= set(names)
    assert not any(name.startswith("jobs/") for name in names)


def test_the_filter_acts_on_the_fly_and_escape_takes_it_back(qtbot: QtBot, panel: JobsPanel):
    qtbot.keyClicks(panel.filter, "VISITS")

    shown = [each.title for group in model_of(panel).groups for each in group.rows]
    assert shown == ["send-visits.js", "fetch-new-visits.js", "samples/home-visits.json"]

    qtbot.keyClick(panel.filter, Qt.Key.Key_Escape)
    assert len(model_of(panel).groups) == 7


def test_a_filter_without_a_hit_says_so(qtbot: QtBot, panel: JobsPanel):
    qtbot.keyClicks(panel.filter, "nothing has this")

    assert not panel.tree.isVisible()


@pytest.mark.parametrize(
    ("modifiers", "how"),
    [
        (Qt.KeyboardModifier.NoModifier, "here"),
        (Qt.KeyboardModifier.ControlModifier, "tab"),
        (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier, "window"),
    ],
)
def test_a_click_and_enter_ask_for_the_job(
    qtbot: QtBot, panel: JobsPanel, modifiers: Qt.KeyboardModifier, how: str
):
    with qtbot.waitSignal(panel.job_requested) as clicked:
        click(qtbot, panel, "job:send-visits", modifiers)
    assert clicked.args == ["send-visits", how]

    with qtbot.waitSignal(panel.job_requested) as pressed:
        qtbot.keyClick(panel.tree, Qt.Key.Key_Return, modifiers)
    assert pressed.args == ["send-visits", how]


def test_a_click_asks_for_a_file(qtbot: QtBot, panel: JobsPanel, sample_folder: Path):
    file = sample_folder / "samples/registration.json"
    panel.tree.fold_all(is_open=True)

    with qtbot.waitSignal(panel.file_requested) as clicked:
        click(qtbot, panel, f"file:{file}")

    assert clicked.args == [file, "here"]


def test_keys_alone_reach_a_job(qtbot: QtBot, panel: JobsPanel):
    panel.filter.setFocus()
    qtbot.keyClicks(panel.filter, "tell")
    qtbot.keyClick(panel.filter, Qt.Key.Key_Down)

    with qtbot.waitSignal(panel.job_requested) as pressed:
        qtbot.keyClick(panel.tree, Qt.Key.Key_Return)

    assert pressed.args == ["tell-the-team", "here"]


def test_unsaved_jobs_and_problems_are_marked(
    panel: JobsPanel, documents: DocumentBench, open_job: OpenJob
):
    buffer = open_job("send-visits")
    typist = Typist(documents, buffer)
    before = typist.text
    typist.type("changed")
    panel.show_problems("send-visits", 2, 1)

    assert row(panel, "job:send-visits").spoken == (
        "send-visits.js, not saved, 2 errors, 1 warning, off"
    )

    typist.type(before)
    documents.settle(buffer.id)
    panel.show_problems("send-visits", 0, 0)
    assert row(panel, "job:send-visits").spoken == "send-visits.js, off"


def test_the_current_text_is_selected(panel: JobsPanel, open_job: OpenJob):
    open_job("three-logins")

    assert isinstance(panel.tree.chosen, Row)
    assert panel.tree.chosen.job == "three-logins"


def test_a_job_is_renamed_in_place(qtbot: QtBot, panel: JobsPanel, project: ProjectBench):
    click(qtbot, panel, "job:three-logins")
    qtbot.keyClick(panel.tree, Qt.Key.Key_F2)
    field = panel.tree.findChild(QLineEdit)
    assert field
    assert field.text() == "three-logins"
    field.setText("two-logins")

    with qtbot.waitSignal(project.changed):
        qtbot.keyClick(field, Qt.Key.Key_Return)

    assert row(panel, "job:two-logins").title == "two-logins.js"


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        ("Duplicate", "job:send-visits-copy", "send-visits-copy.js, off"),
        ("Switch on", "job:send-visits", "send-visits.js, on"),
        ("Archive", "job:send-visits", "send-visits.js"),
    ],
)
def test_the_menu_changes_a_job(
    qtbot: QtBot, panel: JobsPanel, project: ProjectBench, text: str, key: str, says: str
):
    action = entry(panel, "job:send-visits", text)

    with qtbot.waitSignal(project.changed):
        action.trigger()

    assert row(panel, key).spoken == says


def test_an_archived_job_stands_apart_folded_and_comes_back(
    qtbot: QtBot, panel: JobsPanel, project: ProjectBench
):
    with qtbot.waitSignal(project.changed):
        project.archive_job("send-visits")
    index = model_of(panel).index_of("archived")
    assert not panel.tree.isExpanded(index)
    assert row(panel, "job:send-visits").is_archived

    action = entry(panel, "job:send-visits", "Bring back")
    with qtbot.waitSignal(project.changed):
        action.trigger()
    assert not model_of(panel).index_of("archived").isValid()


def test_a_trigger_is_chosen_in_the_menu(qtbot: QtBot, panel: JobsPanel, project: ProjectBench):
    triggers = entry(panel, "job:send-visits", "Trigger").menu()
    assert [each.text() for each in triggers.actions() if each.isChecked()] == ["home-visits"]

    with qtbot.waitSignal(project.changed):
        next(each for each in triggers.actions() if each.text() == "every-hour").trigger()

    assert "send-visits.js" in [each.title for each in group(panel, "every-hour").rows]


def test_what_the_user_folded_stays_folded_when_jobs_change(
    qtbot: QtBot, panel: JobsPanel, project: ProjectBench
):
    index = model_of(panel).index_of("trigger:every-hour")
    panel.tree.setExpanded(index, False)

    with qtbot.waitSignal(project.changed):
        project.duplicate_job("send-visits")

    assert not panel.tree.isExpanded(model_of(panel).index_of("trigger:every-hour"))
    assert panel.tree.isExpanded(model_of(panel).index_of("trigger:home-visits"))


def test_the_menu_key_opens_the_menu_of_the_chosen_job(qtbot: QtBot, panel: JobsPanel):
    panel.tree.choose("job:send-visits")
    asked: list[tuple[object, QPoint]] = []
    panel.tree.menu_requested.disconnect()
    panel.tree.menu_requested.connect(lambda item, place: asked.append((item, place)))

    panel.tree.contextMenuEvent(
        QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    )

    assert asked[0][0] == row(panel, "job:send-visits")


def test_a_new_file_appears_when_folders_are_looked_at_again(
    qtbot: QtBot, panel: JobsPanel, sample_folder: Path
):
    (sample_folder / "samples/new.json").write_text("{}")
    files: FolderFiles = panel._files

    with qtbot.waitSignal(files.changed):
        files.refresh()

    assert "samples/new.json" in [each.title for each in group(panel, "Files").rows]


def test_a_project_without_jobs_offers_to_make_one(
    qtbot: QtBot, panel: JobsPanel, project: ProjectBench, tmp_path: Path
):
    (tmp_path / "none").mkdir()
    (tmp_path / "none/project.yaml").write_text("jobs: {}\ntriggers: {}\n")
    with qtbot.waitSignal(project.opened):
        project.open(tmp_path / "none")

    with qtbot.waitSignal(panel.new_job_requested):
        panel._empty.pressed.emit()

    assert panel._empty.isVisible()


def test_every_theme_shows_the_list(
    qtbot: QtBot,
    each_look: Look,
    project: ProjectBench,
    documents: DocumentBench,
    lanes: Lanes,
):
    panel = JobsPanel(each_look, project, documents, FolderFiles(project, lanes))
    qtbot.addWidget(panel)
    panel.resize(248, 700)

    assert not panel.grab().toImage().isNull()
