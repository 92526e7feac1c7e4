"""The smaller parts: the trail of the caret, the foot, the list of functions, words."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from openfn_studio.domain.run import Dialect
from openfn_studio.domain.text import TextRange
from openfn_studio.language.document import Document
from openfn_studio.language.optree import operation_tree
from openfn_studio.language.outline import outline_of
from openfn_studio.language.problem import Fix, Problem, Severity
from openfn_studio.language.rework.calls import NewCall
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.optree.editing import ACTIONS
from openfn_studio.ui.optree.entry import OperationEntry, operation_entries, syntax_entries
from openfn_studio.ui.optree.foot import Foot
from openfn_studio.ui.optree.picker import Choice, FunctionPicker
from openfn_studio.ui.optree.trail import Crumb, Trail
from openfn_studio.ui.optree.wording import spoken, wording_of
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.workbench.projects.adaptor_facts import (
    AdaptorFact,
    ConnectionFact,
    ExampleFact,
    FunctionFact,
    ParameterFact,
)

PLACE = TextRange(0, 1, 1, 1, 1, 2)
ADAPTOR = AdaptorFact(
    name="@openfn/language-x",
    short_name="x",
    version="1.0.0",
    connection=ConnectionFact("Web API", "globe"),
    functions=(
        FunctionFact(
            "get",
            "get(path)",
            (ParameterFact("path", "string"),),
            "Asks.",
            (ExampleFact("get('/a');"),),
        ),
        FunctionFact("post", "post(path)", (ParameterFact("path", "string"),), "Sends."),
    ),
)


def entries(source: str, dialect: Dialect = Dialect.V1) -> tuple[OperationEntry, ...]:
    document = Document(source)
    return operation_entries(operation_tree(document, dialect), outline_of(document, dialect))


def call_of(function: FunctionFact) -> NewCall:
    return NewCall(f"{function.name}('path')")


def test_the_trail_shows_what_fits_the_innermost_always(look: Look, qtbot: QtBot):
    trail = Trail(look)
    qtbot.addWidget(trail)
    crumbs = tuple(Crumb(text, PLACE) for text in ("1 each", "operation", "options", "body"))
    trail.show()
    trail.resize(800, 24)
    trail.show_crumbs(crumbs)
    assert len(trail._places) == 4

    trail.resize(120, 24)
    trail.show_crumbs(crumbs)

    assert [crumb.text for _, crumb in trail._places][-1] == "body"
    assert len(trail._places) < 4
    assert "1 each › operation › options › body" in trail.accessibleName()
    trail.resize(10, 24)
    assert len(trail._places) == 1


def test_a_step_of_the_trail_can_be_clicked(look: Look, qtbot: QtBot):
    trail = Trail(look)
    qtbot.addWidget(trail)
    trail.resize(400, 24)
    trail.show_crumbs((Crumb("1 each", PLACE), Crumb("body", TextRange(5, 6, 1, 6, 1, 7))))
    trail.show()

    with qtbot.waitSignal(trail.range_chosen) as chosen:
        first = trail._places[0][0].center().toPoint()
        qtbot.mouseClick(trail, Qt.MouseButton.LeftButton, pos=first)

    assert chosen.args == [PLACE]


def test_the_foot_offers_what_mends_a_problem(look: Look, actions: Actions, qtbot: QtBot):
    foot = Foot(look, actions, ACTIONS)
    qtbot.addWidget(foot)
    fix = Fix("Take it out", ())
    problem = Problem("dropped-code", Severity.WARNING, "v1 deletes this.", PLACE, (fix,))
    foot.show_problem(problem)
    button = next(one for one in foot.findChildren(Button) if one.text() == "Take it out")

    with qtbot.waitSignal(foot.fix_chosen) as chosen:
        button.click()

    assert chosen.args == [fix]
    foot.show_problem(None)
    assert foot.message.isHidden()


def test_every_edit_has_a_button_with_name_and_shortcut(look: Look, actions: Actions, qtbot: QtBot):
    foot = Foot(look, actions, ACTIONS)
    qtbot.addWidget(foot)

    buttons = foot.findChildren(ToolButton)

    assert len(buttons) == len(ACTIONS)
    for button in buttons:
        assert button.accessibleName()
        assert "  " in button.toolTip().splitlines()[0]


def test_the_list_of_functions_is_searched_and_shows_what_it_inserts(look: Look, qtbot: QtBot):
    picker = FunctionPicker(look, (ADAPTOR,), call_of, "1 get")
    qtbot.addWidget(picker)
    assert picker.preview.text() == "get('path')"
    with qtbot.waitExposed(picker):
        picker.open()

    qtbot.keyClicks(picker.search, "send")
    assert picker.preview.text() == "post('path')"
    with qtbot.waitSignal(picker.chosen) as chosen:
        qtbot.keyClick(picker.search, Qt.Key.Key_Return)

    assert chosen.args == [Choice(NewCall("post('path')"), "after")]


def test_an_example_of_the_docs_can_be_inserted_or_copied(look: Look, qtbot: QtBot):
    picker = FunctionPicker(look, (ADAPTOR,), call_of, "")
    qtbot.addWidget(picker)

    picker.docs.action_requested.emit("copy:0")
    assert QGuiApplication.clipboard().text() == "get('/a');"
    with qtbot.waitSignal(picker.chosen) as chosen:
        picker.docs.action_requested.emit("insert:0")

    assert chosen.args == [Choice(NewCall("get('/a')"), "after")]


def test_the_list_says_when_there_is_nothing_to_choose(look: Look, qtbot: QtBot):
    unknown = FunctionPicker(look, (), call_of, "")
    qtbot.addWidget(unknown)
    found = FunctionPicker(look, (ADAPTOR,), call_of, "")
    qtbot.addWidget(found)
    found.search.setText("nowhere")

    for picker in (unknown, found):
        assert not picker._none.isHidden()
        assert not any(button.isEnabled() for button, _ in picker._buttons_of)


def test_lines_are_read_aloud_with_what_they_are():
    first, off, dropped = entries("get('/x', { a: true });\n// put('/y');\nif (a) { del(); }\n")

    assert spoken(first, "succeeded 3 ms") == "operation 1, get '/x', succeeded 3 ms"
    assert spoken(off) == "operation, switched off, put"
    assert spoken(dropped) == "code that never runs, if (a) { del(); }"
    assert spoken(dropped.children[0]) == "operation 2, del, always runs"
    assert spoken(first.children[1]) == "object, argument 2: { a: true }"


def test_what_never_runs_is_struck_through():
    wording = wording_of(entries("const a = 1;\nget();")[0])

    assert wording.note == "never runs"
    assert all(part.is_struck for part in wording.parts)


def test_what_the_grammar_does_not_understand_is_marked():
    (wrong,) = [one for one in syntax_entries(Document("get('/x'\n")) if one.node.has_error]

    inner = [wording_of(one) for one in (wrong, *wrong.children)]

    assert any(one.icon == "triangle-alert" for one in inner)
