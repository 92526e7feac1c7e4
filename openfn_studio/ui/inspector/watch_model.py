"""The watched values as rows: what each is at the point in view, and over the run."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from openfn_studio.state.path import as_state_expression
from openfn_studio.state.pointer import Path
from openfn_studio.ui.inspector.wording import MASKED
from openfn_studio.ui.widgets.tree_view import Index
from openfn_studio.workbench.running.moments import Followed, Sample

_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_TOLD = 12


class WatchModel(QAbstractListModel):
    """A row a watched path."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paths: tuple[Path, ...] = ()
        self._followed: dict[Path, Followed] = {}
        self.point: int | None = None
        """The point in view; the run's last one if None."""
        self.is_masked = False

    @property
    def paths(self) -> tuple[Path, ...]:
        """What is watched, in the order it was added."""
        return self._paths

    def watch(self, paths: Sequence[Path]) -> None:
        """Watch other paths."""
        self.beginResetModel()
        self._paths = tuple(paths)
        self.endResetModel()

    def show(self, followed: Sequence[Followed], point: int | None) -> None:
        """Show what the values were, and which point is in view."""
        self._followed = {one.path: one for one in followed}
        self.point = point
        if self._paths:
            self.dataChanged.emit(self.index(0), self.index(len(self._paths) - 1))

    def path(self, index: Index) -> Path | None:
        """Return a row's path."""
        return self._paths[index.row()] if index.isValid() else None

    def followed(self, index: Index) -> Followed | None:
        """Return what a row's value was; None when it is not known."""
        path = self.path(index)
        return self._followed.get(path) if path is not None else None

    def sample(self, index: Index) -> Sample | None:
        """Return a row's value at the point in view."""
        followed = self.followed(index)
        if followed is None or not followed.samples:
            return None
        return followed.samples[self.place_in(followed)]

    def place_in(self, followed: Followed) -> int:
        """Return which of the samples, which must be some, is that of the point in view."""
        last = len(followed.samples) - 1
        return last if self.point is None else max(0, min(self.point - followed.first, last))

    def words(self, index: Index) -> str:
        """Return a row's value at the point in view, in words."""
        sample = self.sample(index)
        if sample is None:
            return "not there"
        return MASKED if self.is_masked else sample.text

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return how many paths are watched."""
        return 0 if parent.isValid() else len(self._paths)

    def hasChildren(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> bool:
        """Return that only the top has rows; Qt's own answer cannot be asked from Python."""
        return not parent.isValid() and self.rowCount() > 0

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Return a row in words; the tooltip tells the value at every point."""
        path = self.path(index)
        if path is None:
            return None
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return f"{as_state_expression(path)}: {self.words(index)}"
        return self._story(index) if role == _Role.ToolTipRole else None

    def _story(self, index: Index) -> str:
        followed = self.followed(index)
        if followed is None or self.is_masked:
            return as_state_expression(self.path(index) or ())
        lines = [as_state_expression(followed.path)]
        last: str | None = None
        for place, sample in enumerate(followed.samples):
            text = sample.text if sample is not None else "not there"
            if text == last:
                continue
            last = text
            point = followed.first + place
            lines.append(f"{f'After {point}' if point else 'At the start'}: {text}")
        more = len(lines) - _TOLD
        return "\n".join([*lines[:_TOLD], f"and {more} more changes"] if more > 0 else lines)
