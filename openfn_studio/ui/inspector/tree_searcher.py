"""Search in the tree: the bar asks, the lane searches, the tree shows hit after hit."""

from PySide6.QtCore import QObject

from openfn_studio.state.search import Query
from openfn_studio.state.tree import Document
from openfn_studio.ui.inspector.search_bar import SearchBar
from openfn_studio.ui.inspector.state_search import Found, StateSearch
from openfn_studio.ui.inspector.tree import StateTree
from openfn_studio.workbench.lanes import Lane


class TreeSearcher(QObject):
    """Brings a search bar, a search and a tree together."""

    def __init__(self, bar: SearchBar, tree: StateTree, lane: Lane, parent: QObject) -> None:
        super().__init__(parent)
        self._bar = bar
        self._tree = tree
        self.search = StateSearch(lane, self)
        self._document: Document | None = None
        self._found = Found(is_over=True)
        self._at = -1
        self._is_stepping = False
        bar.query_changed.connect(self._start)
        bar.step_requested.connect(self.step)
        bar.stop_requested.connect(self._stop)
        bar.closed.connect(self._on_closed)
        self.search.progressed.connect(self._take)

    def search_in(self, document: Document | None) -> None:
        """Search another document from now on; what was looked for is looked for there too."""
        if document is self._document:
            return
        self._document = document
        if self._bar.isVisible() and self._bar.query.text:
            # The tree stays where it is: the user asked for another state, not for a hit.
            self._begin(self._bar.query)

    def step(self, by: int) -> None:
        """Go to the next hit, or by -1 to the one before; around the end."""
        count = len(self._found.hits)
        if not count:
            return
        if self._at < 0:
            self._at = 0 if by > 0 else count - 1
        else:
            self._at = (self._at + by) % count
        self._show_hit()

    def _start(self, query: Query) -> None:
        self._begin(query)
        self._is_stepping = bool(query.text)

    def _begin(self, query: Query) -> None:
        self.search.stop()
        self._found, self._at, self._is_stepping = Found(is_over=True), -1, False
        needle = "" if query.is_regex else query.text
        self._tree.mark_found(needle, ignores_case=query.ignores_case)
        if self._document is None or not query.text:
            self._bar.show_found(self._found, self._at)
            return
        self.search.start(self._document, query)

    def _take(self, found: Found) -> None:
        self._found = found
        if self._is_stepping and found.hits:
            self._is_stepping = False
            self._at = 0
            self._show_hit()
        self._bar.show_found(found, self._at)

    def _show_hit(self) -> None:
        hit = self._found.hits[self._at]
        self._tree.reveal(hit.path)
        self._bar.show_found(self._found, self._at)

    def _stop(self) -> None:
        self.search.stop()
        self._found = Found(self._found.hits, self._found.share, is_over=True)
        self._bar.show_found(self._found, self._at)

    def _on_closed(self) -> None:
        self.search.stop()
        self._found, self._at = Found(is_over=True), -1
        self._tree.mark_found("", ignores_case=True)
        self._tree.setFocus()
