"""The pane of an open text, with the real benches around it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from openfn_studio.adaptors.repository import Repository
from openfn_studio.domain.text import TextRange
from openfn_studio.language.colouring import Role
from openfn_studio.language.problem import TextEdit
from openfn_studio.ui.editor.numbers import Marker
from openfn_studio.ui.editor.pane import EditorPane
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.editing.analysis import AnalysisBench
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.preferences import PreferenceBench
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from openfn_studio.workbench.projects.job_functions import JobFunctions
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workbench.tasks import TaskBench
from tests.ui.editing.conftest import OpenJob, documents, open_job, project
from tests.ui.editor.conftest import CTRL, press, type_text
from tests.ui.editor.test_assist import Inputs
from tests.ui.editor.test_marks import Point
from tests.unit.adaptors.conftest import clock, environ, home, npm, registry, repository, shelf

__all__ = [
    "clock",
    "documents",
    "environ",
    "home",
    "npm",
    "open_job",
    "project",
    "registry",
    "repository",
    "shelf",
]
STANDIN = "openfn-studio-standin"
CHANGED = 0b1101 << Marker.CHANGE_FIRST


@pytest.fixture
def adaptors(repository: Repository, lanes: Lanes) -> AdaptorBench:
    return AdaptorBench(repository, lanes.work, TaskBench(lanes.work))


@pytest.fixture
def analyses(
    documents: DocumentBench, project: ProjectBench, adaptors: AdaptorBench, lanes: Lanes
) -> AnalysisBench:
    return AnalysisBench(documents, project, adaptors, lanes.work)


@pytest.fixture
def preferences(tmp_path: Path, lanes: Lanes) -> PreferenceBench:
    return PreferenceBench(tmp_path / "settings.toml", lanes.work)


class Panes:
    """Opens panes."""

    def __init__(
        self,
        qtbot: QtBot,
        look: Look,
        documents: DocumentBench,
        analyses: AnalysisBench,
        adaptors: AdaptorBench,
        preferences: PreferenceBench,
    ) -> None:
        self._qtbot = qtbot
        self._around = look, documents, analyses
        self.functions = JobFunctions(adaptors, lambda _: (STANDIN,))
        self.inputs = Inputs()
        self.documents = documents
        self.analyses = analyses
        self.preferences = preferences

    def open(self, buffer: Buffer) -> EditorPane:
        pane = EditorPane(*self._around, self.functions, self.inputs, self.preferences, buffer.id)
        self._qtbot.addWidget(pane)
        pane.resize(900, 500)
        with self._qtbot.waitExposed(pane):
            pane.show()
        pane.activateWindow()
        pane.focus_editor()
        self._qtbot.waitUntil(lambda: pane.editor.surface.hasFocus())
        return pane


@pytest.fixture
def panes(
    qtbot: QtBot,
    look: Look,
    documents: DocumentBench,
    analyses: AnalysisBench,
    adaptors: AdaptorBench,
    preferences: PreferenceBench,
) -> Panes:
    return Panes(qtbot, look, documents, analyses, adaptors, preferences)


@pytest.fixture
def job(project: ProjectBench, open_job: OpenJob) -> Buffer:
    fact = project.fact
    assert fact is not None
    return open_job(fact.project.jobs[0].name)


def text_of(pane: EditorPane) -> str:
    return pane.editor.text()


def test_the_pane_shows_the_buffer_and_the_buffer_has_the_panes_text(
    qtbot: QtBot, panes: Panes, job: Buffer
) -> None:
    before = panes.documents.text(job.id)
    pane = panes.open(job)
    shown = text_of(pane)

    with qtbot.waitSignals([pane.edited, panes.documents.changed]):
        type_text(qtbot, pane.editor, "//x")

    assert shown == before
    assert panes.documents.text(job.id) == "//x" + before
    buffer = panes.documents.buffer(job.id)
    assert buffer is not None
    assert buffer.is_dirty


def test_saving_begins_the_change_bar_anew(qtbot: QtBot, panes: Panes, job: Buffer) -> None:
    pane = panes.open(job)
    type_text(qtbot, pane.editor, "//x")
    changed = bool(pane.editor.surface.markerGet(0) & CHANGED)

    with qtbot.waitSignal(panes.documents.saved):
        panes.documents.save(job.id)

    assert changed
    assert not pane.editor.surface.markerGet(0) & CHANGED


def test_a_text_that_is_not_saved_shows_what_is_changed_in_it(
    qtbot: QtBot, panes: Panes, job: Buffer
) -> None:
    panes.documents.replace_text(job.id, panes.documents.text(job.id) + "// recovered\n")

    pane = panes.open(panes.documents.buffer(job.id))

    surface = pane.editor.surface
    assert text_of(pane).endswith("// recovered\n")
    assert surface.markerGet(surface.lineCount() - 2) & CHANGED
    assert not surface.markerGet(0) & CHANGED


def test_what_others_change_is_one_step_to_undo(qtbot: QtBot, panes: Panes, job: Buffer) -> None:
    pane = panes.open(job)
    before = text_of(pane)

    panes.documents.replace_text(job.id, before + "// by others\n")
    replaced = text_of(pane)
    panes.documents.apply_edits(job.id, (TextEdit(TextRange(0, 0, 1, 1, 1, 1), "//"),))
    edited = text_of(pane)
    for _ in range(2):
        press(qtbot, pane.editor, Qt.Key.Key_Z, CTRL)

    assert replaced == before + "// by others\n"
    assert edited == "//" + replaced
    assert text_of(pane) == before


def test_problems_come_in_while_typing_and_are_counted(
    qtbot: QtBot, panes: Panes, job: Buffer
) -> None:
    pane = panes.open(job)

    with qtbot.waitSignal(pane.problem_count, check_params_cb=lambda counts: counts[0] > 0):
        type_text(qtbot, pane.editor, "const broken = ;\n")

    assert pane.editor.parts.problems.problems
    assert pane.go_to_problem()
    assert pane.editor.caret.line == 1
    assert pane.editor.parts.tips.documentation.isVisible()


def test_problems_of_an_older_text_are_not_drawn(qtbot: QtBot, panes: Panes, job: Buffer) -> None:
    pane = panes.open(job)
    with qtbot.waitSignal(panes.analyses.changed) as told:
        type_text(qtbot, pane.editor, "const broken = ;\n")
    stale = told.args[0]
    type_text(qtbot, pane.editor, "x")

    panes.analyses.changed.emit(stale)

    assert not pane.editor.parts.problems.is_current
    qtbot.waitUntil(lambda: pane.editor.parts.problems.is_current)


def test_a_file_that_can_only_be_read_says_why(
    qtbot: QtBot, panes: Panes, documents: DocumentBench
) -> None:
    buffer = documents.open_copy("old.js", "fn(a);\n", "job", "This is how it was on Monday.")
    pane = panes.open(buffer)
    banner = pane.banner

    told = banner.text
    banner.hide()
    type_text(qtbot, pane.editor, "x")

    assert told == "This is how it was on Monday."
    assert banner.isVisible()
    assert text_of(pane) == "fn(a);\n"


def test_a_very_long_job_says_that_its_colours_are_simpler(
    panes: Panes, documents: DocumentBench, job: Buffer
) -> None:
    documents.replace_text(job.id, "fn(state => state);\n" * 60_000)

    pane = panes.open(documents.buffer(job.id))

    assert "1.2 MB" in pane.banner.text


def test_marks_and_places_go_through(qtbot: QtBot, panes: Panes, job: Buffer) -> None:
    pane = panes.open(job)
    where = TextRange(0, 5, 1, 1, 2, 1)

    pane.mark_operation(where)
    pane.mark_waiting(where)
    pane.show_breakpoints([Point(2)])
    pane.mark_failure(3, "TypeError")
    with qtbot.waitSignal(pane.caret_moved) as moved:
        pane.go_to(2, 3)
    with qtbot.waitSignal(pane.breakpoint_toggled) as toggled:
        press(qtbot, pane.editor, Qt.Key.Key_F9)
    pane.select(where)

    surface = pane.editor.surface
    bits = {1 << Marker.OPERATION, 1 << Marker.WAITING, 1 << Marker.WAITING_LINE}
    assert surface.markerGet(0) & 0xFF == sum(bits)
    assert surface.markerGet(1) & 1
    assert surface.markerGet(2) & 1 << Marker.FAILED_LINE
    assert (moved.args[0].line, moved.args[0].column) == (2, 3)
    assert toggled.args == [2]
    assert (surface.selectionStart(), surface.selectionEnd()) == (0, 5)


def test_find_opens_with_the_selection_and_replaces(
    qtbot: QtBot, panes: Panes, job: Buffer
) -> None:
    pane = panes.open(job)
    pane.editor.replace_text("row row")
    pane.editor.surface.setSel(0, 3)

    press(qtbot, pane.editor, Qt.Key.Key_H, CTRL)
    qtbot.waitUntil(pane.find_bar.find_field.hasFocus)
    pane.find_bar.replace_field.setText("line")
    pane.find_bar.replace_everything.click()
    qtbot.keyClick(pane.find_bar.find_field, Qt.Key.Key_Escape)

    assert text_of(pane) == "line line"
    qtbot.waitUntil(pane.editor.surface.hasFocus)


def test_a_split_pane_is_two_views_of_one_text(qtbot: QtBot, panes: Panes, job: Buffer) -> None:
    pane = panes.open(job)
    first = pane.editor

    pane.split(True)
    second = pane.editor
    qtbot.waitUntil(second.surface.hasFocus)
    with qtbot.waitSignal(panes.documents.changed):
        type_text(qtbot, second, "// ")
    pane.show_find()
    pane.find_bar.find_field.setText("state")
    pane.find_bar.find_field.textEdited.emit("state")
    press(qtbot, second, Qt.Key.Key_F3)
    found = second.surface.selectionEmpty(), first.surface.selectionEmpty()
    pane.find_bar.close_bar()
    pane.split(False)
    QApplication.processEvents()

    assert second is not first
    assert first.text().startswith("// ")
    assert found == (False, True)
    assert pane.editor is first
    assert not pane.is_split
    type_text(qtbot, first, "x")


def test_settings_are_followed_live(qtbot: QtBot, panes: Panes, job: Buffer) -> None:
    pane = panes.open(job)
    before = pane.editor.surface.textHeight(0)

    panes.preferences.set("editor.font_size", 26)
    panes.preferences.set("editor.auto_close", False)
    type_text(qtbot, pane.editor, "(")

    assert pane.editor.surface.textHeight(0) > 1.6 * before
    assert text_of(pane).startswith("(")
    assert not text_of(pane).startswith("()")
    with qtbot.waitSignal(panes.preferences.changed):
        panes.preferences.reset("editor.font_size")


def test_functions_are_those_of_the_jobs_adaptors(qtbot: QtBot, panes: Panes, job: Buffer) -> None:
    pane = panes.open(job)
    surroundings = pane.editor.surroundings

    qtbot.waitUntil(lambda: surroundings.function("alterState") is not None)

    names = surroundings.operation_names
    assert names is not None
    assert {"alterState", "each", "post"} <= names
    assert panes.functions.functions_of(job) is panes.functions.functions_of(job)
    pane.editor.replace_text("alterState(parseInt(x));")
    qtbot.waitUntil(lambda: pane.editor.surface.styleAt(0) == Role.OPERATION)
    assert pane.editor.surface.styleAt(11) == Role.FUNCTION


def test_every_command_by_its_name(panes: Panes, job: Buffer) -> None:
    pane = panes.open(job)
    pane.editor.replace_text("a\n")

    pane.run("comment")

    assert text_of(pane) == "// a\n"
    with pytest.raises(KeyError):
        pane.run("no such thing")
