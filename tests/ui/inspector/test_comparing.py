import pytest
from PySide6.QtCore import QObject, Qt, Signal
from pytestqt.qtbot import QtBot

from openfn_studio.ui.inspector.compare_dialog import CompareDialog
from openfn_studio.ui.inspector.panel import StatePanel
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.running.facts import RunId
from openfn_studio.workbench.running.moments import PointRef
from tests.ui.inspector.runs import STATES, Runs, run_of
from tests.ui.inspector.test_panel import lines


def test_two_moments_of_two_runs_are_shown_as_a_difference_and_left_by_escape(
    qtbot: QtBot, panel: StatePanel, runs: Runs
):
    runs.travel.follow(runs.add(run_of(1), STATES))
    other = runs.add(run_of(2), STATES[:3])
    qtbot.waitUntil(lambda: panel.pages.tree.isVisible())

    panel.compare(PointRef(RunId("run-1"), 2), PointRef(other.id, 1), "Run 1 → Run 2")
    qtbot.waitUntil(lambda: panel.head.line.line.name == "Run 1 → Run 2")
    compared = lines(panel)
    panel.reveal(("page",))
    who = panel.bar.set_by.isVisible()
    qtbot.keyClick(panel.pages.tree, Qt.Key.Key_Escape)

    assert "page: 2, changed from 1" in compared
    assert not who
    qtbot.waitUntil(lambda: panel.head.line.line.name == "post")


def test_going_to_an_operation_leaves_a_comparison(qtbot: QtBot, panel: StatePanel, runs: Runs):
    run = runs.add(run_of(1), STATES)
    runs.travel.follow(run)
    qtbot.waitUntil(lambda: panel.pages.tree.isVisible())
    panel.compare(PointRef(run.id, 0), PointRef(run.id, 3), "Both")
    qtbot.waitUntil(lambda: panel.head.line.line.name == "Both")

    runs.travel.choose(0)

    qtbot.waitUntil(lambda: panel.head.line.line.name == "fn")


def test_a_run_that_is_not_kept_cannot_be_compared(qtbot: QtBot, panel: StatePanel, runs: Runs):
    run = runs.add(run_of(1), STATES)
    runs.travel.follow(run)
    qtbot.waitUntil(lambda: panel.pages.tree.isVisible())

    panel.compare(PointRef(run.id, 0), PointRef(RunId("gone"), 1), "Both")

    qtbot.waitUntil(lambda: "not kept" in panel.pages.words)


class KeptRuns(QObject):
    """The kept runs as the dialog knows them: a list, and one that is read when asked."""

    opened = Signal(object)
    failed = Signal(object)
    rows = ()

    def open(self, run_id: RunId) -> None:
        self.opened.emit(run_of(int(run_id.split("-")[1]), ended=2, failed=None))


@pytest.fixture
def dialog(qtbot: QtBot, look: Look) -> CompareDialog:
    """The dialog, asked from the third operation of a run."""
    made = CompareDialog(look, run_of(1), 2, KeptRuns())  # pyright: ignore[reportArgumentType]
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_dialog_begins_with_the_operation_in_view(qtbot: QtBot, dialog: CompareDialog):
    dialog.compare.click()

    assert dialog.answer == (
        PointRef(RunId("run-1"), 2),
        PointRef(RunId("run-1"), 3),
        "After 2 get → After 3 each",
    )


def test_another_run_is_read_when_it_is_chosen(qtbot: QtBot, dialog: CompareDialog):
    dialog.after.run_wanted.emit(RunId("run-2"))

    dialog.compare.click()

    assert dialog.answer is not None
    assert dialog.answer[1:] == (
        PointRef(RunId("run-2"), 2),
        "Run 1 after 2 get → Run 2 after 2 get",
    )


def test_the_same_moment_twice_is_no_comparison(qtbot: QtBot, dialog: CompareDialog):
    dialog.before.show_run(run_of(1), 3)

    assert not dialog.compare.isEnabled()
    assert "different" in dialog.compare.toolTip()


def test_after_the_dialog_the_run_in_view_is_in_view_again(
    qtbot: QtBot, panel: StatePanel, runs: Runs
):
    runs.travel.follow(runs.add(run_of(1, failed=None), STATES))
    runs.travel.choose(1)
    panel.ask_compare()
    dialog = panel.findChild(CompareDialog)
    assert dialog is not None
    runs.travel.look_at(runs.add(run_of(2), STATES).id)

    dialog.compare.click()

    qtbot.waitUntil(lambda: panel.head.line.line.name == "After 1 fn → After 2 get")
    panel.moments.leave()
    qtbot.waitUntil(lambda: panel.head.line.line.name == "get")
