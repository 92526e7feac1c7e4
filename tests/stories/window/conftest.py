"""A window of its own for each story, and what hands and eyes do with it."""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from openfn_studio.ui.editor.pane import EditorPane
from openfn_studio.ui.shell.frame import Frame
from tests.shots.scene import Scene
from tests.ui.conftest import no_leaks

__all__ = ["no_flashes", "no_leaks"]

D = TypeVar("D", bound=QWidget)


class Flashes(QObject):
    """Notes widgets that appear as windows of their own by mistake, and take the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at everything that is shown."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            is_plain = watched.windowType() == Qt.WindowType.Window
            if watched.isWindow() and is_plain and not isinstance(watched, Frame):
                self.seen.append(repr(watched))
        return False


@pytest.fixture(autouse=True)
def no_flashes(qapp: QApplication) -> Iterator[None]:
    """Fail a story in which something was shown before it was in its place."""
    flashes = Flashes()
    qapp.installEventFilter(flashes)
    yield
    qapp.removeEventFilter(flashes)
    assert flashes.seen == []


class Hands(Scene):
    """A scene with a keyboard and a mouse."""

    def dialog(self, kind: type[D]) -> D:
        """Wait for a dialog of a kind and return it."""

        def seen() -> list[D]:
            return [one for one in self.frame.findChildren(kind) if one.isVisible()]

        self.until(lambda: bool(seen()))
        return seen()[0]

    def press(self, keys: str) -> None:
        """Press a shortcut, such as ``Ctrl+Return``, where the keyboard is."""
        *modifiers, key = keys.replace("++", "+Plus").split("+")
        mask = Qt.KeyboardModifier.NoModifier
        for name in modifiers:
            mask |= _MODIFIERS[name]
        QTest.keyClick(self.focus, _KEYS.get(key) or Qt.Key[f"Key_{key}"], mask)

    def type(self, text: str) -> None:
        """Type a text where the keyboard is."""
        QTest.keyClicks(self.focus, text)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click a widget, in its middle unless said otherwise."""
        place = at or widget.rect().center()
        none = Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, none, place)

    def button(self, inside: QWidget, text: str) -> QPushButton:
        """Return a visible button by its words."""
        buttons = inside.findChildren(QPushButton)
        return next(one for one in buttons if one.isVisible() and one.text().strip() == text)

    @classmethod
    def beside(cls, first: "Hands", app: QApplication) -> "Hands":
        """Return a second window of the same user."""
        return cls(app, first.folder, "light")

    def come_back(self) -> None:
        """Be in the window again after a dialog, which a window manager would see to."""
        self.until(lambda: QApplication.activeModalWidget() is None)
        self.frame.activateWindow()
        self.until(self.frame.isActiveWindow)
        if self.focus is self.frame:
            self.pane.focus_editor()

    def put(self, text: str) -> None:
        """Replace the text in front, as typing would, and wait until it was read."""
        buffer = self.pane.buffer
        self.bench.documents.replace_text(buffer.id, text)
        self.until_read()

    def until_read(self) -> None:
        """Wait until the text in front was analysed as it stands."""
        documents, analyses = self.bench.documents, self.bench.analyses

        def is_read() -> bool:
            current = documents.current
            found = analyses.analysis(current.id) if current else None
            return current is not None and found is not None and found.version == current.version

        self.until(is_read)

    def told(self) -> list[str]:
        """What the notices say."""
        return [notice.what for notice in self.bench.notices.standing]

    @property
    def focus(self) -> QWidget:
        """The widget that has the keyboard."""
        return QApplication.focusWidget() or self.frame

    @property
    def pane(self) -> EditorPane:
        """The editor in front."""
        pane = self.window.editing.pane
        assert pane is not None
        return pane

    @property
    def text(self) -> str:
        """The text in front."""
        return self.bench.documents.text(self.pane.buffer.id)

    def start_run(self, keys: str = "Ctrl+Return") -> None:
        """Press the key that runs, and wait for the end of the run."""
        runs = self.bench.running.runs
        before = runs.current
        self.until(lambda: not self.actions.reason_against("run:job"))
        self.press(keys)
        self.until(lambda: runs.current is not before and runs.current is not None)
        self.until(lambda: not runs.is_busy)


_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}
_KEYS = {
    "]": Qt.Key.Key_BracketRight,
    "[": Qt.Key.Key_BracketLeft,
    ".": Qt.Key.Key_Period,
    ",": Qt.Key.Key_Comma,
    "Plus": Qt.Key.Key_Plus,
    "-": Qt.Key.Key_Minus,
    "/": Qt.Key.Key_Slash,
}


@pytest.fixture
def hands(qapp: QApplication, tmp_path: Path) -> Generator[Hands]:
    """An open window, on the start page."""
    scene = Hands(qapp, tmp_path, "light")
    scene.show()
    scene.frame.activateWindow()
    yield scene
    scene.close()
