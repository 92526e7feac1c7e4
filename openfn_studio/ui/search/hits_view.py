"""The list of what was found: clicks and keys go to a hit, tick it, or unfold a file."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from openfn_studio.ui.search.delegate import HitsDelegate
from openfn_studio.ui.search.model import FileRow, HitsModel
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.tree_view import TreeView
from openfn_studio.workbench.editing.search_facts import FileHits
from openfn_studio.workbench.editing.text_search import SearchHit

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TICK = Qt.ItemDataRole.CheckStateRole


class HitsView(TreeView):
    """Shows a ``HitsModel``.

    Signals:
        hit_opened: The ``FileHits`` and the ``SearchHit`` to go to.
    """

    hit_opened = Signal(object, object)

    def __init__(self, look: Look, model: HitsModel) -> None:
        super().__init__(look, chrome=True, indent=14)
        self._hits = model
        self.setAccessibleName("What was found")
        self._delegate = HitsDelegate(look)
        self.setItemDelegate(self._delegate)
        self.setModel(model)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick, unfold or go to what was clicked."""
        place = event.position().toPoint()
        index = self.indexAt(place)
        rect = self.visualRect(index)
        is_on_row = rect.contains(place)
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or not is_on_row:
            return
        has_box = index.data(_TICK) is not None
        if has_box and place.x() <= self._delegate.box_of(rect).right() + self.look.px(4):
            self._toggle(index)
        elif isinstance(self._hits.item(index), FileRow):
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self._go_to(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to a hit by Enter, tick by Space."""
        index = self.currentIndex()
        if event.key() in _ENTER and isinstance(self._hits.item(index), FileRow):
            self.setExpanded(index, not self.isExpanded(index))
        elif event.key() in _ENTER:
            self._go_to(index)
        elif event.key() == Qt.Key.Key_Space and index.data(_TICK) is not None:
            self._toggle(index)
        else:
            super().keyPressEvent(event)

    def step(self, by: int) -> None:
        """Go to the next hit below (1) or above (-1)."""
        index = self.currentIndex()
        while True:
            index = self.indexBelow(index) if by > 0 else self.indexAbove(index)
            if not index.isValid():
                return
            if isinstance(self._hits.item(index), SearchHit):
                self.setCurrentIndex(index)
                self._go_to(index)
                return

    def _toggle(self, index: QModelIndex) -> None:
        is_on = Qt.CheckState(index.data(_TICK)) == Qt.CheckState.Checked
        new = Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked
        self._hits.setData(index, new, _TICK)

    def _go_to(self, index: QModelIndex) -> None:
        hit, row = self._hits.item(index), self._hits.file_of(index) if index.isValid() else None
        if isinstance(hit, SearchHit) and row:
            found: FileHits = row.found
            self.hit_opened.emit(found, hit)
