"""The menu of inputs: empty, samples, files, earlier runs, the last state, and the pin."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from openfn_studio.ui.runbar.menu_items import add_item, mark_item
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.given.choice import InputChoice, InputKind
from openfn_studio.workbench.running.inputs import InputBench, InputFact
from openfn_studio.workbench.running.kept import KeptRunsBench, RunRow
from openfn_studio.workbench.running.wording import ending_of, row_words, when

MOST_RUNS = 12
_PARTS_OF_RUN: tuple[tuple[InputKind, str], ...] = (
    ("run_input", "Its input"),
    ("run_result", "Its result"),
)


class InputMenu(QObject):
    """Fills the menu and carries out what is chosen in it.

    Args:
        look: The look.
        inputs: What each job is given.
        kept: The earlier runs.
        parent: The widget that file dialogs belong to.

    Signals:
        assembled_requested: The user wants to see what the job will receive.
    """

    assembled_requested = Signal()

    def __init__(
        self, look: Look, inputs: InputBench, kept: KeptRunsBench, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._inputs = inputs
        self._kept = kept
        self._window = parent

    def fill(self, menu: QMenu) -> None:
        """Fill the menu for the job in view."""
        fact, offer = self._inputs.fact(), self._inputs.choices()
        if fact.repair and not fact.is_repaired:
            repair = self._add(menu, f"Repair for this run: {fact.repair}", "wrench")
            repair.triggered.connect(lambda: self._inputs.use_repair())
            menu.addSeparator()
        self._add_choice(menu, InputChoice("empty"), fact)
        self._add_files(menu, offer.samples, fact)
        self._add_files(menu, offer.files, fact)
        self._add(menu, "Choose a file…", "folder-open").triggered.connect(self._choose_file)
        menu.addSeparator()
        self._add_choice(menu, InputChoice("last_state"), fact, "Last state of this job")
        self._add_runs(menu, self._kept.rows_of(fact.job))
        menu.addSeparator()
        self._add_options(menu, fact)

    # ------------------------------------------------------------ parts

    def _add_files(self, menu: QMenu, choices: Sequence[InputChoice], fact: InputFact) -> None:
        for choice in choices:
            file = choice.file
            if file is None:
                continue
            action = self._add(menu, file.name, "file-json")
            action.setToolTip(str(file))
            self._mark(action, fact.choice is not None and fact.choice.file == file)
            action.triggered.connect(lambda _=False, file=file: self._inputs.choose_file(file))

    def _add_runs(self, menu: QMenu, rows: Sequence[RunRow]) -> None:
        runs = menu.addMenu(self._look.icon("activity"), "Earlier runs")
        runs.setToolTipsVisible(True)
        if not rows:
            runs.setEnabled(False)
            runs.menuAction().setToolTip("This job has no kept run yet.")
        now = datetime.now().astimezone()
        for row in rows[:MOST_RUNS]:
            words = row_words(row.exit_code, row.error, row.failed_at or "")
            one = runs.addMenu(f"Run {row.number}: {words}, {when(row.started_at, now)}")
            ending = ending_of(row.exit_code)
            one.setIcon(self._look.icon(ending.icon, ending.tone))
            for kind, title in _PARTS_OF_RUN:
                choice = InputChoice(kind, run=row.key, number=row.number)
                action = self._add(one, title)
                action.setToolTip(choice.meaning)
                action.triggered.connect(lambda _=False, choice=choice: self._inputs.choose(choice))
                action.setEnabled(kind == "run_input" or row.exit_code == 0)

    def _add_options(self, menu: QMenu, fact: InputFact) -> None:
        if fact.choice is not None and fact.choice.kind in ("message", "state"):
            is_state = fact.choice.kind == "state"
            whole = self._add(menu, "The file is the whole state, not a message")
            self._mark(whole, is_state)
            other = "message" if is_state else "state"
            whole.triggered.connect(lambda: self._inputs.read_file_as(other))
        pin = self._add(menu, "Keep this input after a restart", "pin")
        self._mark(pin, fact.is_pinned)
        pin.triggered.connect(lambda: self._inputs.pin())
        if fact.is_chosen:
            usual = self._add(menu, "Back to the usual input", "undo-2")
            usual.triggered.connect(lambda: self._inputs.choose_usual())
        show = self._add(menu, "Show what the job receives", "braces")
        show.triggered.connect(self.assembled_requested)

    def _add_choice(
        self, menu: QMenu, choice: InputChoice, fact: InputFact, title: str = ""
    ) -> None:
        action = self._add(menu, title or choice.name, choice.icon)
        action.setToolTip(choice.meaning)
        self._mark(action, fact.choice is not None and fact.choice.kind == choice.kind)
        action.triggered.connect(lambda: self._inputs.choose(choice))

    def _add(self, menu: QMenu, text: str, icon: str = "") -> QAction:
        return add_item(self._look, menu, text, icon)

    def _mark(self, action: QAction, is_chosen: bool) -> None:
        mark_item(self._look, action, is_chosen)

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Choose an input", "", "JSON (*.json);;All files (*)"
        )
        if name:
            self._inputs.choose_file(Path(name))
