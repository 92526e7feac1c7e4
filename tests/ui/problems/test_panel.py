"""The problems of real jobs, as their user works with them."""

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.language.problem import Fix, apply_edits
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.problems.entries import Counts
from openfn_studio.ui.problems.panel import ProblemsPanel
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.layouts import column
from openfn_studio.workbench.editing.analysis import AnalysisBench
from openfn_studio.workbench.editing.documents import DocumentBench
from tests.ui.optree.conftest import (
    OpenText,
    adaptors,
    analyses,
    documents,
    open_text,
    project,
)

__all__ = ["adaptors", "analyses", "documents", "open_text", "project"]

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
TROUBLED = """alterStat(state => state);

get('/a', { query: state.data });

if (true) { console.log('dropped'); }
"""


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """The window whose keys compete with the panel's."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def actions(look: Look, window: QWidget) -> Actions:
    return Actions(look, window)


@pytest.fixture
def panel(
    look: Look,
    window: QWidget,
    actions: Actions,
    analyses: AnalysisBench,
    documents: DocumentBench,
) -> ProblemsPanel:
    made = ProblemsPanel(look, actions, analyses, documents)
    window.setLayout(column(made))
    window.resize(700, 300)
    window.show()
    window.activateWindow()
    return made


def texts_of(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def rows(panel: ProblemsPanel) -> list[QModelIndex]:
    """The rows of problems, top to bottom."""
    groups = [panel.model.index(row, 0) for row in range(panel.model.rowCount())]
    return [
        panel.model.index(row, 0, group)
        for group in groups
        for row in range(panel.model.rowCount(group))
    ]


def fixable(panel: ProblemsPanel) -> QModelIndex:
    for index in rows(panel):
        entry = panel.model.entry(index)
        if entry is not None and entry.fixes:
            return index
    raise AssertionError("No problem has a fix.")


def test_without_a_job_and_without_problems_the_panel_says_so(
    qtbot: QtBot, panel: ProblemsPanel, open_text: OpenText
) -> None:
    assert "No job is open." in texts_of(panel)

    open_text("alterState(state => state);\n")

    assert "No problems in the open jobs." in texts_of(panel)


def test_problems_are_listed_counted_and_told(
    qtbot: QtBot, panel: ProblemsPanel, open_text: OpenText
) -> None:
    told: list[Counts] = []
    panel.counts_changed.connect(told.append)

    open_text(TROUBLED)
    qtbot.waitUntil(lambda: bool(rows(panel)))

    messages = [index.data() for index in rows(panel)]
    assert panel.model.index(0, 0).data() == "register-child.js"
    assert any("alterStat" in message for message in messages)
    assert told[-1] == panel.counts
    assert panel.counts.total == len(messages)
    assert panel.view.isExpanded(panel.model.index(0, 0))


def test_problems_of_jobs_that_were_open_before_are_listed(
    qtbot: QtBot,
    look: Look,
    actions: Actions,
    analyses: AnalysisBench,
    documents: DocumentBench,
    open_text: OpenText,
) -> None:
    open_text(TROUBLED)

    late = ProblemsPanel(look, actions, analyses, documents)
    qtbot.addWidget(late)

    assert rows(late)


@pytest.mark.parametrize("way", ["key", "mouse"])
def test_a_problem_is_gone_to(
    qtbot: QtBot, panel: ProblemsPanel, open_text: OpenText, way: str
) -> None:
    buffer = open_text(TROUBLED)
    index = rows(panel)[0]
    entry = panel.model.entry(index)
    panel.view.setCurrentIndex(index)

    with qtbot.waitSignal(panel.problem_requested) as told:
        if way == "key":
            qtbot.keyClick(panel.view, Key.Key_Return)
        else:
            place = panel.view.visualRect(index).center()
            qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert entry is not None
    assert told.args == [buffer.id, entry.range]


def test_the_foot_says_the_whole_message_and_offers_its_fixes(
    qtbot: QtBot, panel: ProblemsPanel, open_text: OpenText
) -> None:
    buffer = open_text(TROUBLED)
    index = fixable(panel)
    assert not panel.remedy.isVisible()

    panel.view.setCurrentIndex(index)
    entry = panel.model.entry(index)
    assert entry is not None
    assert panel.remedy.message.text() == entry.message
    with qtbot.waitSignal(panel.fix_requested) as told:
        qtbot.mouseClick(panel.remedy.buttons[0], Qt.MouseButton.LeftButton)

    assert told.args == [buffer.id, entry.fixes[0]]


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_fixes_are_offered_by_keys(
    qtbot: QtBot, panel: ProblemsPanel, open_text: OpenText, actions: Actions
) -> None:
    taken: list[str] = []
    actions.bind("edit:fix", lambda: taken.append("fix"))
    actions.set_condition("job", True)
    buffer = open_text(TROUBLED)
    panel.view.setCurrentIndex(fixable(panel))
    panel.view.setFocus()

    qtbot.keyClick(panel.view, Key.Key_Period, CTRL)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    with qtbot.waitSignal(panel.fix_requested) as told:
        qtbot.keyClick(menu, Key.Key_Return)

    assert told.args is not None
    assert told.args[0] == buffer.id
    assert taken == []


def test_who_comes_by_keyboard_is_at_the_first_problem(
    panel: ProblemsPanel, open_text: OpenText
) -> None:
    open_text(TROUBLED)
    panel.view.clearFocus()
    panel.view.setCurrentIndex(QModelIndex())

    panel.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    assert panel.model.entry(panel.view.currentIndex()) is not None
    assert panel.remedy.isVisible()


def test_a_fix_mends_the_text_and_its_problem_goes(
    qtbot: QtBot, panel: ProblemsPanel, documents: DocumentBench, open_text: OpenText
) -> None:
    buffer = open_text(TROUBLED)
    text = [TROUBLED]
    documents.attach(buffer.id, lambda: text[0])

    def mend(buffer_id: object, fix: Fix) -> None:
        text[0] = apply_edits(text[0], fix.edits)
        documents.edited(buffer.id)

    panel.fix_requested.connect(mend)
    index = fixable(panel)
    panel.view.setCurrentIndex(index)
    before, message = panel.counts.total, index.data()

    qtbot.mouseClick(panel.remedy.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.counts.total < before)

    assert message not in [one.data() for one in rows(panel)]


def test_no_fix_of_an_older_text_is_carried_out(
    qtbot: QtBot, panel: ProblemsPanel, documents: DocumentBench, open_text: OpenText
) -> None:
    buffer = open_text(TROUBLED)
    panel.view.setCurrentIndex(fixable(panel))
    documents.attach(buffer.id, lambda: f"\n{TROUBLED}")
    documents.edited(buffer.id)

    with qtbot.assertNotEmitted(panel.fix_requested):
        qtbot.mouseClick(panel.remedy.buttons[0], Qt.MouseButton.LeftButton)
    menu = panel._menu_of(panel.view.currentIndex())

    assert menu.actions()[0].text().startswith("The text was changed a moment ago")
    menu.deleteLater()


def test_severities_are_switched_off(
    qtbot: QtBot, panel: ProblemsPanel, open_text: OpenText
) -> None:
    open_text(TROUBLED)
    for button in panel.severities.values():
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert "No problem passes the filter." in texts_of(panel)
    assert panel.counts.total > 0

    panel._hidden.pressed.emit()

    assert len(rows(panel)) == panel.counts.total


def test_a_closed_job_has_no_problems(
    qtbot: QtBot, panel: ProblemsPanel, documents: DocumentBench, open_text: OpenText
) -> None:
    buffer = open_text(TROUBLED)

    with qtbot.waitSignal(panel.counts_changed) as told:
        documents.close(buffer.id)

    assert told.args == [Counts()]
    assert "No job is open." in texts_of(panel)
    assert not panel.remedy.isVisible()


def test_a_problem_is_copied(qtbot: QtBot, panel: ProblemsPanel, open_text: OpenText) -> None:
    open_text(TROUBLED)
    panel.view.setCurrentIndex(rows(panel)[0])
    panel.view.setFocus()

    qtbot.keyClick(panel.view, Key.Key_C, CTRL)

    assert QGuiApplication.clipboard().text().startswith("register-child.js:1: ")


@pytest.mark.parametrize("width", [380, 560, 900])
def test_every_look_and_width_is_painted(
    qtbot: QtBot,
    each_look: Look,
    analyses: AnalysisBench,
    documents: DocumentBench,
    open_text: OpenText,
    width: int,
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    panel = ProblemsPanel(each_look, Actions(each_look, window), analyses, documents)
    qtbot.addWidget(panel)
    open_text(TROUBLED)
    panel.resize(width, 150)
    panel.show()
    panel.view.setFocus()
    panel.view.setCurrentIndex(rows(panel)[0])

    picture = panel.grab().toImage()

    row = panel.view.visualRect(rows(panel)[0]).center()
    place = panel.view.viewport().mapTo(panel, QPoint(width - 60, row.y() - 9))
    assert picture.pixelColor(place).name() == each_look.hex("selection")
    assert (panel.width(), panel.height()) == (width, 150)
