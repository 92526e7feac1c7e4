"""Puts contents onto the pages: one of two states, their difference, or the list of changes."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from openfn_studio.state.difference import Change
from openfn_studio.state.pointer import Path
from openfn_studio.ui.inspector.contents import Contents
from openfn_studio.ui.inspector.head import AFTER, BEFORE, CHANGED, DIFF, Head
from openfn_studio.ui.inspector.pages import Pages
from openfn_studio.ui.inspector.rows import Row
from openfn_studio.ui.inspector.tree_searcher import TreeSearcher
from openfn_studio.ui.inspector.wording import value_text
from openfn_studio.workbench.lanes import Lane


class Showing(QObject):
    """Shows contents in the way the head says."""

    def __init__(
        self, head: Head, pages: Pages, searcher: TreeSearcher, lane: Lane, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._head = head
        self._pages = pages
        self._searcher = searcher
        self._lane = lane
        self._contents: Contents | None = None
        head.way_chosen.connect(lambda _: self.refresh())
        pages.tree.values.rows_wanted.connect(self._count_rows)
        for sheet in (pages.raw, pages.table):
            sheet.back_pressed.connect(self._leave_sheet)

    @property
    def contents(self) -> Contents | None:
        """What is shown."""
        return self._contents

    def show(self, contents: Contents) -> None:
        """Show contents."""
        self._contents = contents
        self.refresh()

    def say(self, fact: str, why: str) -> None:
        """Show words in place of a state."""
        self._contents = None
        self._head.offer_ways(AFTER)
        self._pages.tree.show_rows(None)
        self._searcher.search_in(None)
        self._pages.say(fact, why)

    def reveal(self, path: Path) -> None:
        """Show a value in the tree."""
        if self._head.way == CHANGED:
            self._head.choose(DIFF)
        if self._pages.is_sheet:
            self._pages.leave_sheet()
        self._pages.tree.reveal(path)

    def refresh(self) -> None:
        """Show the contents again: the way to look is another one, or an editor was left."""
        contents = self._contents
        if contents is None:
            return
        self._head.offer_ways(contents.only_way)
        root, changes = self._rows(contents)
        node = root.node if root is not None else None
        if root is None or node is None:
            return
        sheet = self._pages.sheet
        self._pages.tree.show_rows(root, changes)
        self._searcher.search_in(node.document)
        if not node.is_container:
            self._pages.say(
                f"The state is {value_text(node)}.",
                "A state is an object in curly brackets; the next operation gets this instead.",
            )
        elif contents.merged is not None and self._head.way == CHANGED:
            self._show_changes(contents.changes)
        elif sheet is None or not self._pages.show_again(sheet):
            self._pages.setCurrentWidget(self._pages.tree)

    def _rows(self, contents: Contents) -> tuple[Row | None, Sequence[Change]]:
        if contents.merged is None:
            return contents.only, ()
        way = self._head.way
        if way == BEFORE:
            return contents.before, ()
        if way == AFTER:
            return contents.after, ()
        return contents.merged, contents.changes

    def _show_changes(self, changes: tuple[Change, ...]) -> None:
        if not changes:
            self._pages.say("Nothing changed.", "The state is the same before and after.")
            return
        row = self._pages.tree.row
        self._pages.changed.show_changes(changes, row.path if row is not None else ())
        self._pages.setCurrentWidget(self._pages.changed)

    def _leave_sheet(self) -> None:
        self._pages.leave_sheet()
        self.refresh()

    def _count_rows(self, row: Row) -> None:
        self._lane.run(
            lambda _: row.row_count,
            lambda _: self._pages.tree.values.take_rows(row),
            lambda problem: self._pages.say(problem.what, problem.means),
            owner=self,
        )
