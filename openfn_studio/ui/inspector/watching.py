"""Keeps the watched values up to date with the run in view."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from openfn_studio.state.pointer import Path
from openfn_studio.ui.inspector.watch_list import WatchList
from openfn_studio.workbench.running.moments import Followed
from openfn_studio.workbench.running.time_travel import TimeTravelBench

MOST = 20
"""More watched values than anybody looks at."""


class Watching(QObject):
    """Which values are watched.

    Signals:
        changed: The watched paths, a tuple of ``Path``: for whoever remembers them.
    """

    changed = Signal(object)

    def __init__(self, shown: WatchList, travel: TimeTravelBench, parent: QObject) -> None:
        super().__init__(parent)
        self._shown = shown
        self._travel = travel
        self._paths: tuple[Path, ...] = ()
        self._followed: Sequence[Followed] = ()
        shown.removed.connect(self.toggle)

    @property
    def paths(self) -> tuple[Path, ...]:
        """What is watched."""
        return self._paths

    def watch(self, paths: Sequence[Path]) -> None:
        """Watch other paths, as they were remembered."""
        self._paths = tuple(dict.fromkeys(paths))[:MOST]
        self._shown.watch(self._paths)
        self.refresh()

    def toggle(self, path: Path) -> None:
        """Watch a path, or no longer."""
        if path in self._paths:
            self.watch([one for one in self._paths if one != path])
        else:
            self.watch([*self._paths, path][-MOST:])
        self.changed.emit(self._paths)

    def refresh(self) -> None:
        """Ask for the values anew: there is another run, or more of it."""
        self._travel.values_over(self._paths, self._take, self)

    def show_point(self) -> None:
        """Show the values at the point in view."""
        self._shown.show_values(self._followed, self._point())

    def _take(self, followed: Sequence[Followed]) -> None:
        self._followed = followed
        self.show_point()

    def _point(self) -> int | None:
        operation = self._travel.operation
        if operation is None:
            return None
        return operation.index + (operation.status in ("finished", "failed"))
