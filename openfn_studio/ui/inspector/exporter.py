"""Writing what is shown to a file the user names."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from openfn_studio.errors import StudioError
from openfn_studio.state.tree import Node
from openfn_studio.workbench.lanes import Lane, Ticket
from openfn_studio.workbench.running.exporting import export_csv, export_json


class Exporter(QObject):
    """Asks where to, and writes on the lane.

    Signals:
        begun: The name of the file that is being written.
        done: The ``Path`` that was written.
        failed: The ``StudioError`` that prevented it.
    """

    begun = Signal(object)
    done = Signal(object)
    failed = Signal(object)

    def __init__(self, lane: Lane, window: QWidget) -> None:
        super().__init__(window)
        self._lane = lane
        self._window = window
        self._ticket: Ticket | None = None

    def ask_json(self, node: Node) -> None:
        """Ask for a file, then write a value as JSON."""
        self._ask(f"{_name_of(node)}.json", "JSON (*.json)", lambda file: self.json(node, file))

    def ask_csv(self, array: Node) -> None:
        """Ask for a file, then write an array of objects as a table."""
        self._ask(f"{_name_of(array)}.csv", "CSV (*.csv)", lambda file: self.csv(array, file))

    def json(self, node: Node, file: Path) -> None:
        """Write a value as JSON; ``done`` or ``failed`` follows."""
        self._run(lambda ticket: export_json(node, file, lambda: ticket.is_cancelled), file)

    def csv(self, array: Node, file: Path) -> None:
        """Write an array of objects as a table; ``done`` or ``failed`` follows."""
        self._run(lambda ticket: export_csv(array, file, lambda: ticket.is_cancelled), file)

    def cancel(self) -> None:
        """Stop writing; the file stays as it was."""
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None

    def _ask(self, name: str, kinds: str, write: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._window, "Export", name, kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix[1:])
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda file: write(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _run(self, work: Callable[[Ticket], None], file: Path) -> None:
        self.cancel()
        self.begun.emit(file.name)
        self._ticket = self._lane.run(work, lambda _: self._finish(file), self._fail, owner=self)

    def _finish(self, file: Path) -> None:
        self._ticket = None
        self.done.emit(file)

    def _fail(self, problem: StudioError) -> None:
        self._ticket = None
        self.failed.emit(problem)


def _name_of(node: Node) -> str:
    path = node.path
    name = str(path[-1]) if path else "state"
    kept = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in name)
    return kept.strip("-") or "state"
