"""An editor on an invisible screen that is typed into; a program of its own, for its Qt."""

import sys
import time
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from openfn_studio.paths import resources
from openfn_studio.ui.editor.code_editor import CodeEditor
from openfn_studio.ui.theme.fonts import load_fonts
from openfn_studio.ui.theme.look import Look

BLOCK = """\
// Sends each referral of the form to the registry, then tells the clinic.
fn(state => {
  const cases = state.data.cases.filter(c => c.consent === 'yes');
  return { ...state, cases };
});

get('/patients', { query: state => ({ since: state.cursor }) });

each(
  'cases[*]',
  post('/referrals', state => ({
    externalId: state.data.case_id,
    reason: state.data.referral_reason,
    urgent: state.data.priority > 2,
  }))
);

"""
WORDS = ("state", ".data", "('x', ", "{ a: 1", " })", "`t", "\b\b", "\n", "// note", ";")
_FAR = 7_919
"""Lines between one word and the next: a prime, so that they come to lie everywhere."""
_SETTLE_S = 0.25
"""How long is looked for stalls after each word: folds come in then."""
_KEYS = {"\n": Qt.Key.Key_Return, "\b": Qt.Key.Key_Backspace}
_TEXTS = {"\n": "\r"}
_PATIENCE_S = 5


class TypedEditor:
    """A shown editor with a text, and the keyboard.

    Args:
        text: The job.
    """

    def __init__(self, text: str) -> None:
        self._app = QApplication([])
        load_fonts(resources() / "window" / "fonts")
        self._editor = CodeEditor(Look(self._app, "light"))
        self._editor.resize(1000, 800)
        self._editor.load(text)
        self._editor.show()
        self._editor.activateWindow()
        self._editor.focus_editor()
        self._painted = 0
        self._editor.surface.painted.connect(self._on_painted)
        for _ in range(50):
            self.turn()

    def go_to(self, line: int, column: int) -> None:
        """Put the caret somewhere and let everything come to rest."""
        self._editor.go_to(line, column)
        for _ in range(10):
            self.turn()

    def press(self, letter: str) -> float:
        """Press a key; return the milliseconds until the text was painted again."""
        key = _KEYS.get(letter, Qt.Key(ord(letter.upper())))
        before = self._painted
        begin = time.perf_counter()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            text = _TEXTS.get(letter, letter)
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            QApplication.sendEvent(self._editor.surface, event)
        while self._painted == before and time.perf_counter() - begin < _PATIENCE_S:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        return (time.perf_counter() - begin) * 1000

    def turn(self) -> float:
        """Let the event loop go round once; return how many milliseconds that took."""
        begin = time.perf_counter()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        return (time.perf_counter() - begin) * 1000

    def _on_painted(self) -> None:
        self._painted += 1


def typed_in(lines: int, words: int) -> dict[str, list[float]]:
    """Type words into a job of so many lines.

    Returns:
        ``keys``: milliseconds from each key press to the painted text; ``stalls``: milliseconds
        of each turn of the event loop, those included.
    """
    editor = TypedEditor(BLOCK * (lines // BLOCK.count("\n")))
    keys: list[float] = []
    stalls: list[float] = []
    for word in range(words):
        editor.go_to(word * _FAR % lines + 1, 1 + word % 30)
        for letter in WORDS[word % len(WORDS)]:
            keys.append(editor.press(letter))
            stalls.append(keys[-1])
        stalls += _turns(editor.turn)
    return {"keys": keys, "stalls": stalls}


def _turns(turn: Callable[[], float]) -> list[float]:
    deadline = time.perf_counter() + _SETTLE_S
    taken: list[float] = []
    while time.perf_counter() < deadline:
        taken.append(turn())
    return taken


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(typed_in(int(sys.argv[1]), int(sys.argv[2]))))
