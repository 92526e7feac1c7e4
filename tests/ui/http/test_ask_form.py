import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from openfn_studio.ui.http.ask_form import AskForm
from openfn_studio.ui.theme.look import Look
from tests.ui.http.conftest import ASKING, exchange

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def form(qtbot: QtBot, look: Look) -> AskForm:
    made = AskForm(look)
    qtbot.addWidget(made)
    made.resize(700, 100)
    made.show_waiting([ASKING])
    return made


def test_the_question_names_the_request(form: AskForm) -> None:
    other = exchange(6, origin="asked", status=None)

    assert form.question.text() == "PUT /children?dry=1 waits for your answer."
    assert not form.show_waiting([ASKING, other])
    assert form.question.text().endswith(" 1 more wait.")


@pytest.mark.parametrize(
    ("body", "check"),
    [
        ('{"id": 1}', "JSON"),
        ("", "An empty body."),
        ('{"id": }', "Not JSON: it is sent as text. See line 1, column 8."),
    ],
)
def test_the_body_is_checked_while_it_is_typed(
    qtbot: QtBot, form: AskForm, body: str, check: str
) -> None:
    form.body.clear()
    qtbot.keyClicks(form.body, body)

    assert form.check.text() == check


def test_an_answer_is_given_by_mouse(qtbot: QtBot, form: AskForm) -> None:
    form.status.setText("404")
    with qtbot.waitSignal(form.answered) as told:
        qtbot.mouseClick(form.answer, Qt.MouseButton.LeftButton)

    assert told.args == [5, 404, "{}"]
    assert not form.isVisible()
    assert not form.show_waiting([ASKING])


def test_an_answer_is_given_by_keys(qtbot: QtBot, form: AskForm) -> None:
    form.body.selectAll()
    qtbot.keyClicks(form.body, "[1]")
    with qtbot.waitSignal(form.answered) as told:
        qtbot.keyClick(form.body, Key.Key_Return, CTRL)

    assert told.args == [5, 200, "[1]"]


@pytest.mark.parametrize("status", ["", "99", "600"])
def test_no_answer_without_a_status(qtbot: QtBot, form: AskForm, status: str) -> None:
    form.status.setText(status)

    with qtbot.assertNotEmitted(form.answered):
        qtbot.keyClick(form.body, Key.Key_Return, CTRL)
    assert not form.answer.isEnabled()
    assert form.check.text() == "The status is a number from 200 to 599."


def test_a_request_is_refused(qtbot: QtBot, form: AskForm) -> None:
    with qtbot.waitSignal(form.refused) as told:
        qtbot.mouseClick(form.refuse, Qt.MouseButton.LeftButton)

    assert told.args == [5]


def test_questions_follow_each_other(qtbot: QtBot, form: AskForm) -> None:
    other = exchange(6, origin="asked", status=None)
    qtbot.mouseClick(form.answer, Qt.MouseButton.LeftButton)

    assert form.show_waiting([ASKING, other])
    assert form.exchange == other
    assert form.body.toPlainText() == "{}"
