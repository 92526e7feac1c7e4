"""Closing with unsaved text, and coming back: nothing is lost, everything is where it was."""

from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from openfn_studio.ui.shell.close_dialog import CloseDialog
from tests.stories.window.conftest import Hands

Start = Callable[[], Hands]


@pytest.fixture
def start(qapp: QApplication, tmp_path: Path) -> Generator[Start]:
    """Start the program; a second start is after the first one was closed."""
    open_now: list[Hands] = []

    def again() -> Hands:
        for before in open_now:
            before.close()
        open_now[:] = [Hands(qapp, tmp_path, "light")]
        open_now[0].show()
        open_now[0].frame.activateWindow()
        return open_now[0]

    yield again
    for left in open_now:
        left.close()


def dirty(hands: Hands) -> Path:
    """Open the sample's first job and type into it; return its file."""
    folder = hands.open_sample()
    hands.pane.go_to(1)
    hands.type("// mine")
    hands.press("Return")
    return folder / "jobs" / "register-child.js"


@pytest.mark.parametrize("answer", ["Keep open", "Close without saving", "Save and close"])
def test_closing_a_tab_asks(hands: Hands, answer: str) -> None:
    file = dirty(hands)
    before = file.read_bytes()
    hands.press("Ctrl+W")
    dialog = hands.dialog(CloseDialog)
    hands.click(hands.button(dialog, answer))
    hands.come_back() if answer == "Keep open" else None

    if answer == "Keep open":
        assert hands.text.startswith("// mine")
        assert file.read_bytes() == before
    else:
        hands.until(lambda: hands.bench.documents.current is None)
        is_saved = answer == "Save and close"
        assert file.read_bytes() == (b"// mine\n" + before if is_saved else before)


def test_a_save_that_fails_keeps_the_tab_open_for_good(hands: Hands) -> None:
    file = dirty(hands)
    jobs = file.parent
    away = jobs.rename(jobs.with_name("away"))
    jobs.write_text("in the way")
    hands.press("Ctrl+W")
    hands.click(hands.button(hands.dialog(CloseDialog), "Save and close"))
    hands.until(hands.window.editing.text_banner.banner.isVisible)
    hands.come_back()
    assert hands.text.startswith("// mine")

    # Saved later by Ctrl+S the tab stays: nobody asked to close it any more.
    jobs.unlink()
    away.rename(jobs)
    hands.come_back()
    hands.press("Ctrl+S")
    hands.until(lambda: file.read_text().startswith("// mine"))
    hands.until(lambda: not hands.bench.documents.buffers or not hands.pane.buffer.is_dirty)
    assert hands.bench.documents.current is not None


def test_everything_comes_back(start: Start) -> None:
    hands = start()
    folder = hands.open_sample()
    hands.open_job("send-visits")
    hands.bench.documents.open_file(folder / "stubs.yaml")
    hands.until(lambda: hands.pane.buffer.title == "stubs.yaml")
    hands.open_job("register-child")
    hands.pane.go_to(9, 5)
    hands.type("/* typed */")
    hands.press("Ctrl+Alt+P")
    hands.press("Ctrl+J")
    assert not hands.window.docks.log.isVisible()
    hands.until(lambda: hands.actions.qaction("run:pin-input").isChecked())
    text = hands.text

    hands = start()
    hands.window.projects.reopen_last()
    hands.until(lambda: len(hands.bench.documents.buffers) == 3)
    hands.until(lambda: hands.pane.buffer.job == "register-child")
    hands.until(lambda: hands.text == text)
    titles = {buffer.title: buffer.is_dirty for buffer in hands.bench.documents.buffers}
    assert titles == {"register-child.js": True, "send-visits.js": False, "stubs.yaml": False}
    assert hands.pane.editor.caret.line == 9
    assert not hands.window.docks.log.isVisible()
    hands.until(lambda: hands.actions.qaction("run:pin-input").isChecked())


def test_a_file_that_was_in_front_is_in_front_again(start: Start) -> None:
    hands = start()
    folder = hands.open_sample()
    hands.open_job("send-visits")
    hands.bench.documents.open_file(folder / "stubs.yaml")
    hands.until(lambda: hands.pane.buffer.title == "stubs.yaml")

    hands = start()
    hands.bench.project.open(folder)
    hands.until(lambda: len(hands.bench.documents.buffers) == 3)
    hands.until(lambda: hands.pane.buffer.title == "stubs.yaml")
