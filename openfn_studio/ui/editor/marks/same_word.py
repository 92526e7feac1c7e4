"""Shows where else the selected word stands."""

import re

from PySide6.QtCore import QObject, QTimer

from openfn_studio.ui.editor.numbers import Indicator
from openfn_studio.ui.editor.scintilla import Surface, Update

_REST_MS = 200
_MOST = 500
_LARGEST = 1_000_000
_LEAST, _LONGEST = 2, 80


class SameWord(QObject):
    """Marks the other places of a word that is selected as a whole."""

    def __init__(self, surface: Surface) -> None:
        super().__init__(surface)
        self._surface = surface
        self._word = b""
        self._timer = QTimer(self, singleShot=True, interval=_REST_MS)
        self._timer.timeout.connect(self._mark)
        surface.updateUi.connect(self._on_updated)

    def _on_updated(self, what: int) -> None:
        if int(what) & int(Update.Selection) and (self._word or self._selected()):
            self._timer.start()

    def _selected(self) -> bytes:
        surface = self._surface
        start, end = surface.selectionStart(), surface.selectionEnd()
        is_word = _LEAST <= end - start <= _LONGEST and surface.isRangeWord(start, end)
        return surface.part(start, end) if is_word and surface.selections() == 1 else b""

    def _mark(self) -> None:
        surface = self._surface
        word = self._selected()
        if word == self._word:
            return
        self._word = word
        places: list[tuple[int, int]] = []
        if word and surface.textLength() <= _LARGEST:
            pattern = re.compile(rb"(?<![\w$])" + re.escape(word) + rb"(?![\w$])")
            for match in pattern.finditer(surface.raw()):
                places.append(match.span())
                if len(places) == _MOST:
                    break
        surface.fill(Indicator.SAME_WORD, places if len(places) > 1 else [])
