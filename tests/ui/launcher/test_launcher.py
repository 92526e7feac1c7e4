"""The palette by keyboard alone."""

from collections.abc import Iterable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.launcher.entry import Entry
from openfn_studio.ui.launcher.launcher import ENTRY, EntryModel, Launcher
from openfn_studio.ui.launcher.sources import Source, commands, lines
from openfn_studio.ui.theme.look import Look


class Scene:
    """A window with a field and the palette over it."""

    def __init__(self, qtbot: QtBot, look: Look) -> None:
        self.bot = qtbot
        self.done: list[object] = []
        self.window = QWidget()
        self.window.resize(900, 600)
        self.text = QLineEdit()
        QVBoxLayout(self.window).addWidget(self.text)
        self.actions = Actions(look, self.window)
        self.actions.bind("help:about", lambda: self.done.append("about"))
        jobs = Source("", "Type the name of a job", self._jobs)
        line = lines(lambda line, column: self.done.append((line, column)))
        self.palette = Launcher(look, self.window, (jobs, commands(self.actions), line))
        qtbot.addWidget(self.window)
        self.window.show()
        self.text.setFocus()

    def _jobs(self, _: str) -> Iterable[Entry]:
        for name in ("register-child", "send-visits"):
            yield Entry(name, name, act=lambda name=name: self.done.append(name))

    def type(self, text: str) -> None:
        self.bot.keyClicks(self.palette.findChild(QLineEdit), text)

    def press(self, key: Qt.Key) -> None:
        self.bot.keyClick(self.palette.findChild(QLineEdit), key)

    def titles(self) -> list[str]:
        model = self.palette.findChild(QListView).model()
        return [model.index(row, 0).data(ENTRY).title for row in range(model.rowCount())]


@pytest.fixture
def scene(qtbot: QtBot, look: Look) -> Scene:
    return Scene(qtbot, look)


def test_typing_and_enter_go_to_a_job(scene: Scene) -> None:
    scene.palette.open_with()
    scene.type("visits")
    scene.press(Qt.Key.Key_Return)

    assert scene.done == ["send-visits"]
    assert scene.palette.isHidden()
    assert scene.window.focusWidget() is scene.text


def test_down_chooses_the_next_one(scene: Scene) -> None:
    scene.palette.open_with()
    scene.press(Qt.Key.Key_Down)
    scene.press(Qt.Key.Key_Return)

    assert scene.done == ["send-visits"]


def test_a_command_that_cannot_be_used_says_why_and_does_nothing(scene: Scene) -> None:
    scene.palette.open_with(">")
    scene.type("duplicate job")
    first = scene.palette.findChild(QListView).currentIndex().data(ENTRY)
    scene.press(Qt.Key.Key_Return)

    assert first.detail == "Open a job first."
    assert scene.done == []
    assert scene.palette.isVisible()


def test_a_command_is_done_and_comes_first_the_next_time(scene: Scene, qtbot: QtBot) -> None:
    scene.palette.open_with(">")
    scene.type("about")
    with qtbot.waitSignal(scene.palette.used) as used:
        scene.press(Qt.Key.Key_Return)
    scene.palette.open_with(">")

    assert scene.done == ["about"]
    assert used.args == [("command help:about",)]
    assert scene.titles()[0] == "About OpenFn Studio"


def test_a_line_and_column_are_taken(scene: Scene) -> None:
    scene.palette.open_with(":")
    scene.type("12:4")
    scene.press(Qt.Key.Key_Return)

    assert scene.done == [(12, 4)]


def test_escape_closes_and_gives_the_keyboard_back(scene: Scene) -> None:
    scene.palette.open_with()
    scene.press(Qt.Key.Key_Escape)

    assert scene.palette.isHidden()
    assert scene.window.focusWidget() is scene.text


def test_the_model_is_sound(qapp: object) -> None:
    model = EntryModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)

    model.show_entries((Entry("a", "A"), Entry("b", "B")))
    model.show_entries((Entry("c", "C"),))

    assert tester.model() is model
    assert model.rowCount() == 1
