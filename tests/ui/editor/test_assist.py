"""Completion, call tips and documentation, by real keys."""

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from openfn_studio.domain.run import Dialect
from openfn_studio.language.problem import Severity
from openfn_studio.state.tree import Document
from openfn_studio.ui.editor.assist.knowledge import Surroundings
from openfn_studio.ui.editor.code_editor import CodeEditor
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.editing.buffer import Buffer, BufferId
from openfn_studio.workbench.projects.adaptor_facts import (
    ExampleFact,
    FunctionFact,
    ParameterFact,
)
from tests.ui.editor.conftest import CTRL, SHIFT, point_at, press, show, type_text, with_caret
from tests.ui.editor.test_marks import problem

Key = Qt.Key
BUFFER = Buffer(BufferId(1), "a.js", None, "a", "job")
SAMPLE = {"data": {"form": {"@name": "x", "name": "Amina", "age": 3}}, "configuration": {}}
FUNCTIONS = (
    FunctionFact(
        "get",
        "get(path, options?)",
        (
            ParameterFact("path", "string", "Where `to` ask."),
            ParameterFact("options", "object", members=(ParameterFact("query"),)),
        ),
        "Makes a GET request. The answer is [state.data](x).",
        (ExampleFact("get('/patients');"),),
    ),
    FunctionFact("fn", "fn(func)", (ParameterFact("func", "Function"),), is_common=True),
    FunctionFact(
        "each", "each(...parts)", (ParameterFact("parts", is_rest=True),), deprecated="Use map."
    ),
)


class Adaptors(QObject):
    functions_changed = Signal()
    functions: tuple[FunctionFact, ...] | None = FUNCTIONS

    def functions_of(self, _: Buffer) -> tuple[FunctionFact, ...] | None:
        return self.functions


class Inputs(QObject):
    changed = Signal(object)
    sample: object = SAMPLE

    def sample_value(self, _: str) -> Document | None:
        return Document(json.dumps(self.sample).encode()) if self.sample is not None else None


class Assisted:
    """An editor with surroundings."""

    def __init__(self, qtbot: QtBot, look: Look, marked: str) -> None:
        self.adaptors, self.inputs = Adaptors(), Inputs()
        self.surroundings = Surroundings(BUFFER, self.adaptors)
        self.surroundings.learn(self.adaptors, self.inputs)
        self.editor = show(qtbot, CodeEditor(look, self.surroundings))
        self.editor.load(marked.replace("|", "", 1))
        self.editor.surface.gotoPos(marked.index("|"))
        self.popup = self.editor.parts.completer.popup
        self.tips = self.editor.parts.tips
        QApplication.processEvents()

    @property
    def offered(self) -> list[str]:
        model = self.popup.model
        return [model.index(row).data() for row in range(model.rowCount())]


Assist = Callable[[str], Assisted]


@pytest.fixture
def assisted(qtbot: QtBot, look: Look) -> Assist:
    return lambda marked: Assisted(qtbot, look, marked)


def test_ctrl_space_offers_and_enter_writes(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("fn(state => state.data.form.|);")

    press(qtbot, it.editor, Key.Key_Space, CTRL)
    offered = it.offered
    press(qtbot, it.editor, Key.Key_Return)

    assert offered == ["@name", "name", "age"]
    assert with_caret(it.editor) == "fn(state => state.data.form['@name']|);"
    assert it.popup.isHidden()
    press(qtbot, it.editor, Key.Key_Z, CTRL)
    assert it.editor.text() == "fn(state => state.data.form.);"


def test_typing_opens_narrows_and_closes_the_list(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("fn(state => state|);")

    type_text(qtbot, it.editor, ".data.form.")
    qtbot.waitUntil(lambda: it.offered == ["@name", "name", "age"] and it.popup.isVisible())
    type_text(qtbot, it.editor, "n")
    qtbot.waitUntil(lambda: it.offered == ["name", "@name"])
    press(qtbot, it.editor, Key.Key_Backspace)
    qtbot.waitUntil(lambda: len(it.offered) == 3)
    type_text(qtbot, it.editor, ";")

    qtbot.waitUntil(it.popup.isHidden)
    assert it.editor.text() == "fn(state => state.data.form.;);"


def test_a_letter_typed_just_before_enter_counts(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("fn(state => state.data.form.|);")
    press(qtbot, it.editor, Key.Key_Space, CTRL)

    type_text(qtbot, it.editor, "ag")
    press(qtbot, it.editor, Key.Key_Tab)

    assert it.editor.text() == "fn(state => state.data.form.age);"


def test_arrows_choose_and_escape_leaves_the_text_alone(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("state.data.form.|")
    press(qtbot, it.editor, Key.Key_Space, CTRL)

    chosen = []
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_PageUp):
        press(qtbot, it.editor, key)
        chosen.append(it.popup.current.label)
    press(qtbot, it.editor, Key.Key_Escape)

    assert chosen == ["name", "age", "@name", "age", "@name"]
    assert it.popup.isHidden()
    assert it.editor.text() == "state.data.form."


def test_a_click_writes_the_candidate(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("state.data.form.|")
    press(qtbot, it.editor, Key.Key_Space, CTRL)

    view = it.popup.view
    where = view.visualRect(it.popup.model.index(2)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)

    assert it.editor.text() == "state.data.form.age"
    assert it.editor.surface.hasFocus()


def test_a_function_is_written_with_its_brackets_and_tells_its_parameters(
    qtbot: QtBot, assisted: Assist
) -> None:
    it = assisted("|")
    type_text(qtbot, it.editor, "ge")
    qtbot.waitUntil(it.popup.isVisible)

    press(qtbot, it.editor, Key.Key_Return)

    assert with_caret(it.editor) == "get(|)"
    assert it.tips.call_tip.isVisible()
    assert "path: string. Where to ask." in it.tips.call_tip.text


def test_paths_are_offered_inside_the_quotes_of_data_value(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("fn(dataValue|)")

    type_text(qtbot, it.editor, "('")
    qtbot.waitUntil(lambda: it.offered == ["form"] and it.popup.isVisible())
    press(qtbot, it.editor, Key.Key_Tab)
    type_text(qtbot, it.editor, ".")
    qtbot.waitUntil(lambda: "@name" in it.offered)
    press(qtbot, it.editor, Key.Key_Return)

    assert it.editor.text() == "fn(dataValue('form[@name]'))"


def test_another_input_brings_other_paths(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("state.data.|")
    press(qtbot, it.editor, Key.Key_Space, CTRL)
    before = it.offered
    press(qtbot, it.editor, Key.Key_Escape)

    it.inputs.sample = {"data": {"visit": {}}}
    it.inputs.changed.emit(None)
    press(qtbot, it.editor, Key.Key_Space, CTRL)

    assert (before, it.offered) == (["form"], ["visit"])


def test_what_is_asked_of_an_editor_that_may_not_write_is_nothing(
    qtbot: QtBot, assisted: Assist
) -> None:
    it = assisted("state.data.|")
    it.editor.set_read_only(True)

    press(qtbot, it.editor, Key.Key_Space, CTRL)

    assert it.popup.isHidden()


def test_nothing_is_offered_in_files_that_are_no_jobs(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("|")
    it.editor.load("sta", "json")
    press(qtbot, it.editor, Key.Key_End)

    press(qtbot, it.editor, Key.Key_Space, CTRL)

    assert it.popup.isHidden()


def test_completion_while_typing_can_be_switched_off(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("state.data.|")
    it.editor.parts.completer.is_eager = False

    type_text(qtbot, it.editor, "f")
    press(qtbot, it.editor, Key.Key_Space, CTRL)

    assert it.offered == ["form"]


def test_every_caret_gets_the_candidate(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("state.data.f|\nstate.data.f\n")
    press(qtbot, it.editor, Key.Key_Down, CTRL | Qt.KeyboardModifier.AltModifier)

    press(qtbot, it.editor, Key.Key_Space, CTRL)
    press(qtbot, it.editor, Key.Key_Return)

    assert it.editor.text() == "state.data.form\nstate.data.form\n"


def test_the_list_closes_when_the_keyboard_goes_elsewhere(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("state.data.form.|")
    press(qtbot, it.editor, Key.Key_Space, CTRL)

    it.editor.surface.clearFocus()

    qtbot.waitUntil(it.popup.isHidden)


def test_the_candidates_are_a_sound_model(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("state.data.form.|")
    tester = QAbstractItemModelTester(
        it.popup.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )

    press(qtbot, it.editor, Key.Key_Space, CTRL)
    type_text(qtbot, it.editor, "n")
    qtbot.waitUntil(lambda: len(it.offered) == 2)

    index = it.popup.model.index(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == 'name, text, "Amina"'
    assert tester.model() is it.popup.model


def test_the_call_tip_marks_the_parameter_at_the_caret(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("get('/x'|)")

    press(qtbot, it.editor, Key.Key_Space, CTRL | SHIFT)
    first = it.tips.call_tip.text
    type_text(qtbot, it.editor, ", ")
    qtbot.waitUntil(lambda: "Keys: query" in it.tips.call_tip.text)
    press(qtbot, it.editor, Key.Key_Escape)

    assert ">path</span>" in first
    assert it.tips.call_tip.isHidden()


def test_the_call_tip_goes_when_the_call_ends(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("get('/x'|)")
    press(qtbot, it.editor, Key.Key_Space, CTRL | SHIFT)

    type_text(qtbot, it.editor, ")")

    qtbot.waitUntil(it.tips.call_tip.isHidden)
    assert it.editor.text() == "get('/x')"


def test_documentation_of_functions_values_and_problems(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("g|et('/x'); fn(state => state.data.form.name);")
    it.surroundings.dialect = Dialect.V1

    it.editor.commands["documentation"]()
    function = it.tips.documentation.text
    it.editor.surface.gotoPos(it.editor.text().index("name") + 2)
    it.editor.commands["documentation"]()
    value = it.tips.documentation.text
    it.editor.show_problems([problem(it.editor.text(), "name", "Odd.", Severity.HINT, "x")])
    it.editor.commands["documentation"]()

    assert "Makes a GET request. The answer is state.data." in function
    assert "get(&#x27;/patients&#x27;);" in function
    assert "&quot;Amina&quot;" in value
    assert "Text in the pinned input." in value
    assert "Odd." in it.tips.documentation.text
    assert "Mend it (Ctrl+.)" in it.tips.documentation.text


def test_nothing_is_known_of_an_unknown_word(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("un|known;")

    it.editor.commands["documentation"]()

    assert it.tips.documentation.isHidden()


def test_cards_stay_inside_the_window(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("\n" * 30 + " " * 90 + "get(|)")
    it.editor.surface.scrollCaret()
    QApplication.processEvents()

    press(qtbot, it.editor, Key.Key_Space, CTRL | SHIFT)

    card = it.tips.call_tip
    assert it.editor.window().rect().contains(card.geometry())


def test_deprecated_functions_say_so(qtbot: QtBot, assisted: Assist) -> None:
    it = assisted("eac|h(a, b, c)")

    it.editor.commands["documentation"]()
    text = it.tips.documentation.text
    it.editor.surface.gotoPos(12)
    it.editor.commands["signature"]()

    assert "Deprecated. Use map." in text
    assert ">parts</span>" in it.tips.call_tip.text


def test_the_pointer_at_rest_on_a_word_shows_its_documentation(
    qtbot: QtBot, assisted: Assist
) -> None:
    it = assisted("get('/x');|")
    surface = it.editor.surface
    surface.setMouseDwellTime(10)

    qtbot.mouseMove(surface.viewport(), point_at(it.editor, 6) + QPoint(0, 1))
    qtbot.mouseMove(surface.viewport(), point_at(it.editor, 1))

    qtbot.waitUntil(it.tips.documentation.isVisible)
    assert "Makes a GET request" in it.tips.documentation.text
    type_text(qtbot, it.editor, ";")
    assert it.tips.documentation.isHidden()
