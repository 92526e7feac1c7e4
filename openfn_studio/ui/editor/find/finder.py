"""Finds, marks and replaces in one surface."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from openfn_studio.ui.editor.find.haystack import Found, Haystack, Results
from openfn_studio.ui.editor.numbers import Indicator
from openfn_studio.ui.editor.scintilla import Change, Surface
from openfn_studio.ui.editor.typing.carets import one_step
from openfn_studio.workbench.editing.query import (
    Query,
    QueryError,
    check_template,
    compiled,
    replacement,
)
from openfn_studio.workbench.editing.time_limit import TooSlow, time_limit

_LIMIT_S = 0.3
_MOST_MARKED = 2_000
_REST_MS = 120
_NOTHING = Results((), (), is_cut=False)


@dataclass(frozen=True, slots=True)
class FindFact:
    """How a search stands."""

    count: int = 0
    is_cut: bool = False
    """Whether there are more than were counted."""
    current: int = 0
    """Which match is selected, from 1; 0 for none."""
    problem: str = ""
    """Why nothing can be found, one sentence."""


class Finder(QObject):
    """A search in one text, kept up as the text changes.

    Signals:
        changed: The ``FindFact`` of now.
    """

    changed = Signal(object)

    def __init__(self, surface: Surface) -> None:
        super().__init__(surface)
        self._surface = surface
        self.view = surface
        """The view whose caret moves: another one of the same text has it for a while."""
        self._query = Query()
        self._is_on = False
        self._scope: tuple[int, int] | None = None
        self._results = _NOTHING
        self._problem = ""
        self._again = QTimer(self, singleShot=True, interval=_REST_MS)
        self._again.timeout.connect(self._search)
        surface.text_changed.connect(self._on_changed)

    @property
    def fact(self) -> FindFact:
        """How the search stands."""
        start, end = self.view.selectionStart(), self.view.selectionEnd()
        try:
            current = self._results.found.index(Found(start, end)) + 1
        except ValueError:
            current = 0
        return FindFact(len(self._results.found), self._results.is_cut, current, self._problem)

    def begin(self, query: Query) -> None:
        """Look for something and mark it."""
        self._query, self._is_on = query, True
        self._search()

    def end(self) -> None:
        """Take the marks away."""
        self._is_on = False
        self._again.stop()
        self._results, self._problem, self._scope = _NOTHING, "", None
        self._surface.fill(Indicator.MATCH, [])

    def limit_to_selection(self, is_limited: bool) -> None:
        """Search in what is selected now only, or in everything."""
        surface = self.view
        start, end = surface.selectionStart(), surface.selectionEnd()
        self._scope = (start, end) if is_limited and end > start else None
        self._search()

    @property
    def is_limited(self) -> bool:
        """Whether only a part is searched."""
        return self._scope is not None

    def go_on(self, *, backwards: bool = False, stays: bool = False) -> bool:
        """Select the next match, from the end on again at the beginning.

        Args:
            backwards: Towards the beginning.
            stays: A match at the caret counts: while the query is being typed.

        Returns:
            Whether there is any.
        """
        self._search_if_stale()
        found = self._results.found
        if not found:
            return False
        surface = self.view
        start, end = surface.selectionStart(), surface.selectionEnd()
        if backwards:
            chosen = next((one for one in reversed(found) if one.start < start), found[-1])
        elif stays:
            chosen = next((one for one in found if one.start >= start), found[0])
        else:
            beyond = [
                one for one in found if one.start >= end and (one.start, one.end) != (start, end)
            ]
            chosen = beyond[0] if beyond else found[0]
        self._select(chosen)
        return True

    def replace_one(self, template: str) -> bool:
        """Replace the selected match and select the next; select one when none is."""
        self._search_if_stale()
        current = self.fact.current
        if not current:
            return self.go_on()
        try:
            text = self._replacement(current - 1, template)
        except QueryError as error:
            self._tell(str(error))
            return False
        one = self._results.found[current - 1]
        surface = self.view
        with one_step(surface):
            surface.replace(one.start, one.end, text)
        after = one.start + len(text)
        surface.setSel(after, after)
        self._search()
        return self.go_on() or True

    def replace_all(self, template: str) -> int:
        """Replace every match as one step to undo; return how many."""
        self._search_if_stale()
        results, surface = self._results, self.view
        try:
            check_template(compiled(self._query), template if self._query.is_regex else "")
            texts = [self._replacement(number, template) for number in range(len(results.found))]
        except QueryError as error:
            self._tell(str(error))
            return 0
        caret = surface.currentPos()
        with one_step(surface):
            for one, text in zip(reversed(results.found), reversed(texts), strict=True):
                surface.replace(one.start, one.end, text)
        surface.setEmptySelection(min(caret, surface.textLength()))
        self._search()
        return len(texts)

    # ------------------------------------------------------------------ inside

    def _replacement(self, number: int, template: str) -> bytes:
        match = self._results.matches[number]
        text = replacement(match, template, is_regex=self._query.is_regex)
        line_end = self._surface.line_end.decode()
        if line_end != "\n" and "\r" not in text:
            text = text.replace("\n", line_end)
        return text.encode("utf-8", "surrogatepass")

    def _select(self, one: Found) -> None:
        surface = self.view
        surface.ensureVisibleEnforcePolicy(surface.lineFromPosition(one.start))
        surface.setSel(one.start, one.end)
        surface.scrollRange(one.end, one.start)
        self.changed.emit(self.fact)

    def _search_if_stale(self) -> None:
        if self._again.isActive():
            self._search()

    def _search(self) -> None:
        self._again.stop()
        self._results, self._problem = _NOTHING, ""
        if self._is_on and self._query.text:
            try:
                pattern = compiled(self._query)
                with time_limit(_LIMIT_S):
                    self._results = self._haystack().search(pattern)
            except QueryError as error:
                self._problem = str(error)
            except TooSlow:
                self._problem = "This regular expression takes too long. Make it simpler."
        marked = [(one.start, one.end) for one in self._results.found[:_MOST_MARKED]]
        self._surface.fill(Indicator.MATCH, marked)
        self.changed.emit(self.fact)

    def _haystack(self) -> Haystack:
        data = self._surface.raw()
        start, end = self._scope or (0, len(data))
        keeps_cr = "\r" in self._query.text or r"\r" in self._query.text
        return Haystack(data, start, min(end, len(data)), keeps_cr=keeps_cr)

    def _tell(self, problem: str) -> None:
        self._problem = problem
        self.changed.emit(self.fact)

    def _on_changed(self, change: Change) -> None:
        if not self._is_on:
            return
        if self._scope is not None:
            self._scope = _moved(self._scope, change)
        self._again.start()


def _moved(scope: tuple[int, int], change: Change) -> tuple[int, int]:
    """Return where a stretch is after a change of the text."""
    return _moved_place(scope[0], change), _moved_place(scope[1], change, is_end=True)


def _moved_place(place: int, change: Change, *, is_end: bool = False) -> int:
    if change.inserted:
        is_behind = change.position < place or (is_end and change.position == place)
        return place + len(change.inserted) if is_behind else place
    return max(change.position, place - len(change.deleted)) if change.position < place else place
