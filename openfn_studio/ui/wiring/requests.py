"""Requests of a run: rules made of them, answers the user gives, and how many there are."""

from pathlib import Path

from PySide6.QtCore import QObject

from openfn_studio.ui.http.panel import HttpPanel
from openfn_studio.ui.shell.docks import Docks
from openfn_studio.ui.wiring.editing import EditingWiring
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.workbench import Workbench


class RequestWiring(QObject):
    """Leads from the HTTP panel to the rules, the run that waits for an answer, and the text.

    Args:
        bench: The workbench.
        panel: The requests.
        editing: The editors, for the file of rules.
        docks: Where the panel stands.
        parent: Owns this.
    """

    def __init__(
        self,
        bench: Workbench,
        panel: HttpPanel,
        editing: EditingWiring,
        docks: Docks,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._editing = editing
        self._dock = docks.http
        runs = bench.running.runs
        panel.rule_requested.connect(bench.exchanges.add_rule)
        panel.file_requested.connect(self._open_at)
        panel.answered.connect(runs.answer)
        panel.refused.connect(runs.refuse)
        panel.attention_requested.connect(self._show)
        panel.count_changed.connect(self._tell_count)

    def _open_at(self, file: Path, line: int) -> None:
        def go(buffer: Buffer) -> None:
            pane = self._editing.pane_of(buffer.id)
            if pane is not None:
                pane.go_to(line)
                pane.focus_editor()

        self._bench.documents.open_file(file, go)

    def _show(self) -> None:
        """Bring the panel to the front; the keyboard stays where the user types."""
        self._dock.show()
        self._dock.raise_()

    def _tell_count(self, count: int) -> None:
        self._dock.say_title(f"HTTP  {count}" if count else "HTTP")
