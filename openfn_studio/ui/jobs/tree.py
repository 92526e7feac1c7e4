"""The tree of jobs: what is unfolded, what a click, a key and the context menu do."""

from typing import Literal, TypeAlias

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent

from openfn_studio.ui.jobs.delegate import JobsDelegate
from openfn_studio.ui.jobs.model import JobsModel
from openfn_studio.ui.jobs.rows import Group, Row
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.tree_view import TreeView

How: TypeAlias = Literal["here", "tab", "window"]
"""Where something is opened: where the user works, in a new tab, in a new window."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class JobsTree(TreeView):
    """Shows a ``JobsModel``.

    Signals:
        opened: A ``Row``, and how it is to be opened (``How``).
        menu_requested: A ``Row`` or ``Group``, and the place for its menu on the screen.
    """

    opened = Signal(object, object)
    menu_requested = Signal(object, object)

    def __init__(self, look: Look, model: JobsModel) -> None:
        super().__init__(look, chrome=True, indent=14)
        self._jobs = model
        self._folds: dict[str, bool] = {}
        """What the user folded or unfolded, by group."""
        self._is_restoring = False
        self._kept_key = ""
        self.setAccessibleName("Jobs")
        self._delegate = JobsDelegate(look)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self.expanded.connect(lambda index: self._note_fold(index, True))
        self.collapsed.connect(lambda index: self._note_fold(index, False))
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)

    # ------------------------------------------------------------------ choosing

    @property
    def chosen(self) -> Group | Row | None:
        """What the keyboard is on."""
        return self._jobs.item(self.currentIndex())

    def choose(self, key: str) -> None:
        """Put the selection on a row, when it is shown."""
        index = self._jobs.index_of(key)
        if index.isValid():
            self.setCurrentIndex(index)
        else:
            self.clearSelection()

    def rename_chosen(self) -> None:
        """Let the user type a new name for the chosen job."""
        if isinstance(self.chosen, Row) and self.chosen.job:
            self.edit(self.currentIndex())

    def fold_all(self, *, is_open: bool) -> None:
        """Fold or unfold every group."""
        for group in self._jobs.groups:
            self.setExpanded(self._jobs.index_of(group.key), is_open)

    # ------------------------------------------------------------------ mouse and keys

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what was clicked; fold a group."""
        index = self.indexAt(event.position().toPoint())
        item = self._jobs.item(index)
        # The chevron is Qt's own business: it lies before the row.
        is_on_row = self.visualRect(index).contains(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or not is_on_row:
            return
        if isinstance(item, Group):
            self.setExpanded(index, not self.isExpanded(index))
        elif item:
            self.opened.emit(item, _how(event.modifiers()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter, rename by F2."""
        item = self.chosen
        if event.key() in _ENTER and isinstance(item, Row):
            self.opened.emit(item, _how(event.modifiers()))
        elif event.key() in _ENTER and isinstance(item, Group):
            index = self.currentIndex()
            self.setExpanded(index, not self.isExpanded(index))
        elif event.key() == Qt.Key.Key_F2:
            self.rename_chosen()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the row under the mouse, or of the chosen one by the keyboard."""
        is_by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if is_by_key else self.indexAt(event.pos())
        item = self._jobs.item(index)
        if item:
            below = self.visualRect(index).bottomLeft() + QPoint(self.look.px(24), 0)
            place = self.viewport().mapToGlobal(below) if is_by_key else event.globalPos()
            self.menu_requested.emit(item, place)

    # ------------------------------------------------------------------ folds and resets

    def _note_fold(self, index: QModelIndex, is_open: bool) -> None:
        item = self._jobs.item(index)
        if isinstance(item, Group) and not self._is_restoring:
            self._folds[item.key] = is_open

    def _keep(self) -> None:
        chosen = self.chosen
        self._kept_key = chosen.key if chosen else ""

    def _restore(self) -> None:
        self._is_restoring = True
        for group in self._jobs.groups:
            is_open = self._folds.get(group.key, group.is_open)
            self.setExpanded(self._jobs.index_of(group.key), is_open)
        self._is_restoring = False
        index = self._jobs.index_of(self._kept_key)
        if index.isValid():
            self.setCurrentIndex(index)


def _how(modifiers: Qt.KeyboardModifier) -> How:
    if not modifiers & Qt.KeyboardModifier.ControlModifier:
        return "here"
    return "window" if modifiers & Qt.KeyboardModifier.ShiftModifier else "tab"
