"""An editor on an invisible screen that is typed into; a program of its own, for its Qt."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

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
_PATIENCE_MS = 5_000


@dataclass(frozen=True, slots=True)
class Taken:
    """How long something took."""

    wall_ms: float
    own_ms: float
    """The processor time of this program in it: what another program took is left out."""


class _Watch:
    def __init__(self) -> None:
        self._wall, self._own = time.perf_counter(), time.process_time()

    def taken(self) -> Taken:
        wall, own = time.perf_counter() - self._wall, time.process_time() - self._own
        return Taken(wall * 1000, own * 1000)


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

    def press(self, letter: str) -> "Taken":
        """Press a key; return what passed until the text was painted again."""
        key = _KEYS.get(letter, Qt.Key(ord(letter.upper())))
        before = self._painted
        watch = _Watch()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            text = _TEXTS.get(letter, letter)
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            QApplication.sendEvent(self._editor.surface, event)
        while self._painted == before and watch.taken().wall_ms < _PATIENCE_MS:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        return watch.taken()

    def turn(self) -> "Taken":
        """Let the event loop go round once; return what that took."""
        watch = _Watch()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        return watch.taken()

    def _on_painted(self) -> None:
        self._painted += 1


def typed_in(lines: int, words: int) -> dict[str, list[float]]:
    """Type words into a job of so many lines.

    Returns:
        ``keys``: milliseconds from each key press to the painted text; ``stalls``: of each key
        and of the longest turn of the event loop after each word; ``own keys`` and
        ``own stalls``: the processor time in them.
    """
    editor = TypedEditor(BLOCK * (lines // BLOCK.count("\n")))
    keys: list[Taken] = []
    stalls: list[Taken] = []
    for word in range(words):
        editor.go_to(word * _FAR % lines + 1, 1 + word % 30)
        keys += [editor.press(letter) for letter in WORDS[word % len(WORDS)]]
        stalls.append(_longest(editor.turn))
    return {
        "keys": [taken.wall_ms for taken in keys],
        "own keys": [taken.own_ms for taken in keys],
        "stalls": [taken.wall_ms for taken in (*keys, *stalls)],
        "own stalls": [taken.own_ms for taken in (*keys, *stalls)],
    }


def _longest(turn: Callable[[], Taken]) -> Taken:
    """Return the longest turn of a while; thousands of them kept would make stalls of their own."""
    deadline = time.perf_counter() + _SETTLE_S
    longest = turn()
    while time.perf_counter() < deadline:
        taken = turn()
        if taken.wall_ms > longest.wall_ms:
            longest = taken
    return longest


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(typed_in(int(sys.argv[1]), int(sys.argv[2]))))
