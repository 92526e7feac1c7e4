"""The panel as a user works with it: the real benches, the real adaptor that ships."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from openfn_studio.domain.run import Dialect
from openfn_studio.domain.text import TextRange
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.optree.panel import TreePanel
from openfn_studio.ui.optree.trees import OPERATIONS, SYNTAX
from openfn_studio.workbench.editing.analysis import AnalysisBench
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.projects.project_bench import ProjectBench
from tests.ui.optree.conftest import OpenText
from tests.ui.optree.test_marks import run_of

JOB = """// Fetch them.
get('/x', { limit: 5 });

post('/y', state => state.data);

put('/z');
"""


class Editor:
    """Stands for the editor: it carries edits out and tells where its caret goes."""

    def __init__(self, documents: DocumentBench, panel: TreePanel, buffer: Buffer) -> None:
        self.documents, self.panel, self.buffer = documents, panel, buffer
        self.chosen: list[TextRange] = []
        panel.range_chosen.connect(self._select)

    @property
    def text(self) -> str:
        return self.documents.text(self.buffer.id)

    def put_caret(self, before: str) -> None:
        self.panel.follow_caret(self.text.index(before))

    def _select(self, where: TextRange) -> None:
        self.chosen.append(where)
        self.panel.follow_caret(where.end)


@pytest.fixture
def open_editor(
    qtbot: QtBot, panel: TreePanel, documents: DocumentBench, open_text: OpenText
) -> Callable[[str], Editor]:
    def opened(text: str) -> Editor:
        buffer = open_text(text)
        qtbot.waitUntil(lambda: panel._analysis is not None and panel._analysis.exports is not None)
        return Editor(documents, panel, buffer)

    return opened


OpenEditor = Callable[[str], Editor]


def rows(panel: TreePanel) -> list[str]:
    """The lines that can be seen."""
    view = panel.trees.view
    found: list[str] = []
    index = view.entries.index(0, 0)
    while index.isValid():
        found.append(str(index.data()))
        index = view.indexBelow(index)
    return found


def current(panel: TreePanel) -> str:
    return str(panel.trees.view.currentIndex().data())


def press(qtbot: QtBot, panel: TreePanel, key: Qt.Key, mod: Qt.KeyboardModifier | None = None):
    qtbot.keyClick(panel.trees.view, key, mod or Qt.KeyboardModifier.NoModifier)


def test_without_a_job_it_says_what_will_be_here(panel: TreePanel):
    assert panel.trees.currentWidget() is panel.trees._none
    assert not panel.foot.isVisible()


def test_operations_with_arguments_by_name_follow_the_caret(
    panel: TreePanel, open_editor: OpenEditor
):
    editor = open_editor(JOB)

    editor.put_caret("post(")
    assert rows(panel)[:3] == ["get '/x'", "path: '/x'", "params: { limit: 5 }"]
    assert current(panel) == "post '/y'"

    editor.put_caret("5")
    assert current(panel) == "params: { limit: 5 }"
    assert [crumb.text for crumb in panel.foot.trail.crumbs] == ["1 get", "params", "limit"]
    assert editor.chosen == []


def test_choosing_a_line_takes_the_caret_there_and_stays_chosen(
    qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor
):
    editor = open_editor(JOB)
    panel.trees.setFocus()

    assert current(panel) == "get '/x'"
    assert editor.chosen == []
    press(qtbot, panel, Qt.Key.Key_Down)

    assert current(panel) == "path: '/x'"
    assert [(one.line, one.column) for one in editor.chosen] == [(2, 5)]
    with qtbot.waitSignal(panel.editor_requested):
        press(qtbot, panel, Qt.Key.Key_Up)
        press(qtbot, panel, Qt.Key.Key_Return)


def test_a_line_that_goes_because_its_text_was_deleted_chooses_no_other(
    qtbot: QtBot, panel: TreePanel, documents: DocumentBench, open_editor: OpenEditor
):
    before, doomed, after = "get('/x');\n", "gett", "\npost('/y', {});\n"
    editor = open_editor(before + doomed + after)
    editor.put_caret(doomed)
    assert current(panel).startswith("gett")

    documents.attach(editor.buffer.id, lambda: before + after)
    documents.edited(editor.buffer.id)
    qtbot.waitUntil(lambda: not any("gett" in row for row in rows(panel)))

    assert editor.chosen == []


def test_a_line_stays_chosen_when_another_one_ends_with_it(
    qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor
):
    editor = open_editor("get('/x');\nconst a = () => 1\n")
    panel.trees.setFocus()
    panel.trees.view.expandAll()

    press(qtbot, panel, Qt.Key.Key_End)
    press(qtbot, panel, Qt.Key.Key_Up)

    assert editor.chosen[-1].end == editor.chosen[-2].end
    assert current(panel) == "const a = () => 1"


def test_alt_and_arrows_move_an_operation_with_its_comment_and_it_stays_chosen(
    qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor
):
    editor = open_editor(JOB)
    editor.put_caret("get(")

    with qtbot.waitSignal(panel._analyses.changed):
        press(qtbot, panel, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    assert editor.text.startswith("post('/y', state => state.data);\n\n// Fetch them.\nget(")
    assert current(panel) == "get '/x'"
    assert editor.chosen[-1].line == 4
    assert rows(panel)[0] == "post '/y'"

    with qtbot.waitSignal(panel._analyses.changed):
        press(qtbot, panel, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert editor.text == JOB


def test_a_key_that_comes_again_at_once_waits_for_the_first(
    qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor
):
    editor = open_editor("get();\nput();\ndel();\n")
    editor.put_caret("get()")

    press(qtbot, panel, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    press(qtbot, panel, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    qtbot.waitUntil(lambda: editor.text == "put();\ndel();\nget();\n")
    assert panel.foot.message.text() == ""


def test_what_is_open_stays_open_over_edits(
    qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor
):
    editor = open_editor(JOB)
    view = panel.trees.view
    view.collapseAll()
    view.expand(view.entries.index(0, 0))
    editor.put_caret("get(")

    with qtbot.waitSignal(panel._analyses.changed):
        press(qtbot, panel, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    assert rows(panel) == [
        "post '/y'",
        "get '/x'",
        "path: '/x'",
        "params: { limit: 5 }",
        "put '/z'",
    ]


def test_space_switches_off_and_on_again(qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor):
    editor = open_editor(JOB)
    editor.put_caret("post(")

    with qtbot.waitSignal(panel._analyses.changed):
        press(qtbot, panel, Qt.Key.Key_Space)
    assert "\n// post('/y', state => state.data);\n" in editor.text
    assert current(panel) == "post"

    with qtbot.waitSignal(panel._analyses.changed):
        press(qtbot, panel, Qt.Key.Key_Space)
    assert editor.text == JOB


def test_duplicate_and_delete_are_each_one_edit(
    qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor, documents: DocumentBench
):
    editor = open_editor(JOB)
    editor.put_caret("put(")
    told: list[object] = []
    documents.text_replaced.connect(told.append)

    with qtbot.waitSignal(panel._analyses.changed):
        press(qtbot, panel, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert editor.text == JOB + "\nput('/z');\n"
    assert len(told) == 1

    with qtbot.waitSignal(panel._analyses.changed):
        press(qtbot, panel, Qt.Key.Key_Delete)
    assert editor.text == JOB
    assert len(told) == 2


def test_f2_edits_a_value_where_it_stands(qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor):
    editor = open_editor(JOB)
    panel.trees.setFocus()
    editor.put_caret("'/x'")
    press(qtbot, panel, Qt.Key.Key_F2)
    field = panel.trees.view.viewport().findChild(QLineEdit)
    assert field is not None
    assert field.text() == "/x"

    field.clear()
    qtbot.keyClicks(field, "it's")
    with qtbot.waitSignal(panel._analyses.changed):
        qtbot.keyClick(field, Qt.Key.Key_Return)

    assert "get('it\\'s', { limit: 5 });" in editor.text


def test_a_value_that_is_none_is_refused_with_a_reason(
    qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor
):
    editor = open_editor(JOB)
    panel.trees.view.expandAll()
    panel.trees.setFocus()
    editor.put_caret("5")
    press(qtbot, panel, Qt.Key.Key_F2)
    field = panel.trees.view.viewport().findChild(QLineEdit)
    assert field is not None
    field.clear()
    qtbot.keyClicks(field, "five")

    with qtbot.waitSignal(panel.editing.refused):
        qtbot.keyClick(field, Qt.Key.Key_Return)

    assert "Write a number" in panel.foot.message.text()
    assert editor.text == JOB


def test_what_cannot_be_done_is_disabled_with_its_reason(
    qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor, actions: Actions
):
    editor = open_editor(JOB)
    editor.put_caret("get(")
    qtbot.waitUntil(lambda: actions.reason_against("tree:delete") == "")

    assert "first one already" in actions.reason_against("tree:move-up")
    assert actions.reason_against("tree:move-down") == ""
    press(qtbot, panel, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert "first one already" in panel.foot.message.text()
    assert "first one already" in actions.qaction("tree:move-up").toolTip()


def test_what_v1_drops_says_why_and_can_be_mended(
    qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor
):
    editor = open_editor("get('/x');\nlet unused = 1;\n")
    editor.put_caret("let")

    assert "v1 deletes this declaration" in panel.foot.message.text()
    (fix,) = panel.trees.marks().problem_of(panel._target.range).fixes
    with qtbot.waitSignal(panel._analyses.changed):
        panel.foot.fix_chosen.emit(fix)

    assert editor.text == "get('/x');\n\n"


def test_the_last_good_tree_stays_grey_and_leads_to_the_right_lines(
    qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor, documents: DocumentBench
):
    editor = open_editor(JOB)
    before = rows(panel)

    with qtbot.waitSignal(panel._analyses.changed):
        documents.replace_text(editor.buffer.id, JOB.replace("{ limit: 5 }", "{ limit: \n\n"))

    assert rows(panel) == before
    assert panel.trees.view.delegate.is_stale
    assert panel.banner.text.startswith("Line ")
    editor.put_caret("put(")
    assert current(panel) == "put '/z'"
    panel.trees.setFocus()
    press(qtbot, panel, Qt.Key.Key_Up)
    assert editor.chosen[-1].line == 6
    press(qtbot, panel, Qt.Key.Key_Delete)
    assert "syntax error" in panel.foot.message.text()

    with qtbot.waitSignal(panel._analyses.changed):
        documents.replace_text(editor.buffer.id, JOB)
    assert not panel.trees.view.delegate.is_stale
    assert not panel.banner.isVisible()


def test_an_empty_job_gets_its_first_operation(
    qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor
):
    editor = open_editor("// nothing yet\n")
    assert panel.trees.currentWidget() is panel.trees._first

    with qtbot.waitSignal(panel._analyses.changed):
        panel.trees._first.pressed.emit()

    assert editor.text == "// nothing yet\nfn(state => {\n  return state;\n});\n"
    assert editor.text[editor.chosen[-1].start :].startswith("return state")
    assert rows(panel)[0] == "fn state => …"


def test_a_job_whose_code_never_runs_says_so(panel: TreePanel, open_editor: OpenEditor):
    open_editor("const a = 1;\n")

    assert "Nothing to run" in panel.banner.text
    assert rows(panel) == ["const a = 1;"]


def test_a_function_is_chosen_by_name_and_inserted_beside_the_operation(
    qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor
):
    editor = open_editor(JOB)
    editor.put_caret("post(")
    press(qtbot, panel, Qt.Key.Key_Insert)
    picker = panel.editing.picker
    qtbot.waitUntil(picker.isVisible)

    picker.search.setText("patch")
    assert picker.preview.text() == "patch('path')"
    with qtbot.waitSignal(panel._analyses.changed):
        qtbot.mouseClick(picker._buttons_of[0][0], Qt.MouseButton.LeftButton)

    assert "\n\npatch('path');\n\npost('/y'" in editor.text
    hole = editor.chosen[-1]
    assert editor.text[hole.start : hole.end] == "path"


def test_a_line_is_dragged_to_another_place(
    qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor
):
    editor = open_editor(JOB)
    entries = panel.trees.view.entries
    data = entries.mimeData([entries.index(2, 0)])

    with qtbot.waitSignal(panel._analyses.changed):
        entries.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, QModelIndex())

    assert editor.text.startswith("put('/z');\n\n// Fetch them.\nget(")
    assert current(panel) == "put '/z'"


def test_the_syntax_tree_opens_where_the_caret_is(panel: TreePanel, open_editor: OpenEditor):
    editor = open_editor(JOB)
    editor.put_caret("5")

    panel.modes.choose(SYNTAX)

    assert current(panel) == "value: number 5"
    assert panel.foot.trail.crumbs[-1].text == "number"
    assert not panel.foot.tools.isVisible()
    editor.put_caret("state.data")
    assert current(panel).startswith("object: identifier state")
    panel.modes.choose(OPERATIONS)
    assert panel.foot.tools.isVisible()


def test_a_filter_shows_what_has_its_words(panel: TreePanel, open_editor: OpenEditor):
    open_editor(JOB)

    panel.filter.setText("limit:")
    assert rows(panel) == ["get '/x'", "params: { limit: 5 }", "limit: 5"]
    panel.filter.setText("nowhere")
    assert panel.trees.currentWidget() is panel.trees._none
    panel.filter.clear()
    assert len(rows(panel)) > 5


def test_a_run_marks_its_operations(panel: TreePanel, open_editor: OpenEditor):
    open_editor(JOB)
    run = run_of(("get", "finished", 48.0), ("post", "failed", 3.0), ("put", "pending", None))

    panel.show_run(run)

    entries = panel.trees.view.entries
    spoken = Qt.ItemDataRole.AccessibleTextRole
    first = entries.data(entries.index(0, 0), spoken)
    assert first == "operation 1, get '/x', succeeded 48 ms"
    panel.show_run(None)
    assert "succeeded" not in str(entries.data(entries.index(0, 0), spoken))


def test_the_other_dialect_is_offered_where_it_fits(
    qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor, project: ProjectBench
):
    open_editor("const a = 1;\nfn(state => ({ ...state, a: state.data?.x ?? a }));\n")

    assert "reads as v2" in panel.banner.text
    with qtbot.waitSignal(panel.dialect_requested) as asked:
        panel.banner.pressed.emit("Use v2")
    assert asked.args == [Dialect.V2]
    with qtbot.waitSignal(panel._analyses.changed):
        project.set_job("register-child", "dialect", Dialect.V2)
    assert not panel.banner.isVisible()


def test_the_menu_has_every_edit_and_the_fixes(
    qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor
):
    editor = open_editor("get('/x');\nlet unused = 1;\n")
    editor.put_caret("let")

    menu = panel.menu()

    words = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert words[0] == "Take it out"
    assert "Delete operation" in words
    assert "Go to the code" in words


def test_a_read_only_text_is_not_changed(
    qtbot: QtBot, panel: TreePanel, open_editor: OpenEditor, analyses: AnalysisBench
):
    editor = open_editor(JOB)
    copy = editor.documents.open_copy("old.js", JOB, "job", "This is an older version.")
    qtbot.waitUntil(lambda: analyses.analysis(copy.id) is not None)
    panel.follow_caret(JOB.index("get("))
    qtbot.waitUntil(lambda: panel._target is not None)

    press(qtbot, panel, Qt.Key.Key_Delete)

    assert panel.foot.message.text() == "This is an older version."
    assert editor.documents.text(copy.id) == JOB
