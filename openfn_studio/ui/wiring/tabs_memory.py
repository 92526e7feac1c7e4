"""Which files were open in a project, and where the caret was: they come back with it."""

from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QObject

from openfn_studio.ui.wiring.editing import EditingWiring
from openfn_studio.workbench.editing.buffer import Buffer, BufferId
from openfn_studio.workbench.projects.project_facts import ProjectFact
from openfn_studio.workbench.workbench import Workbench

MOST = 20
_TABS = "tabs:"


class TabsMemory(QObject):
    """Keeps the tabs of each project in the session."""

    def __init__(self, bench: Workbench, editing: EditingWiring, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._editing = editing
        self._is_kept = False
        bench.project.opened.connect(self._bring_back)
        bench.documents.closing.connect(self._on_text_closing)
        bench.project.closing.connect(self._on_project_closing)

    def keep(self) -> None:
        """Note what is open now."""
        fact = self._bench.project.fact
        if fact is None:
            return
        current = self._bench.documents.current
        tabs = [self._entry(fact.folder, buffer) for buffer in self._bench.documents.buffers]
        kept = [tab for tab in tabs if tab][:MOST]
        where = _name(fact.folder, current) if current else None
        self._bench.session.set(f"{_TABS}{fact.folder}", {"open": kept, "current": where})

    def _on_text_closing(self, _: Buffer) -> None:
        """Note the tabs before the first of them is put away with the project."""
        if self._bench.documents.is_putting_away and not self._is_kept:
            self.keep()
            self._is_kept = True

    def _on_project_closing(self) -> None:
        if not self._is_kept:
            self.keep()
        self._is_kept = False

    def _entry(self, folder: Path, buffer: Buffer) -> dict[str, Any] | None:
        name = _name(folder, buffer)
        pane = self._editing.pane_of(buffer.id)
        if name is None or pane is None:
            return None
        caret = pane.editor.caret
        return {"name": name, "line": caret.line, "column": caret.column}

    def _bring_back(self, fact: ProjectFact) -> None:
        kept: object = self._bench.session.get(f"{_TABS}{fact.folder}", {})
        found = cast(dict[str, Any], kept) if isinstance(kept, dict) else {}
        tabs = [tab for tab in _list(found.get("open")) if isinstance(tab, dict)]
        if not tabs:
            self._open_first(fact)
            return
        current = found.get("current")
        front: list[BufferId] = []
        for tab in tabs:
            self._open(fact, tab, front, is_front=tab.get("name") == current)

    def _open_first(self, fact: ProjectFact) -> None:
        jobs = [job for job in fact.project.jobs if not job.settings.archived]
        if jobs:
            self._bench.documents.open_job(jobs[0].name)

    def _open(
        self, fact: ProjectFact, tab: dict[str, Any], front: list[BufferId], *, is_front: bool
    ) -> None:
        """Open a tab again; texts come in any order, and each is in front until ``front`` is."""
        name, line, column = str(tab.get("name", "")), tab.get("line"), tab.get("column")

        def go(buffer: Buffer) -> None:
            pane = self._editing.pane_of(buffer.id)
            if pane is not None and isinstance(line, int):
                pane.go_to(line, column if isinstance(column, int) else 1)
            if is_front:
                front.append(buffer.id)
            elif front:
                self._bench.documents.set_current(front[0])

        kind, _, rest = name.partition(" ")
        if kind == "job" and fact.project.job(rest):
            self._bench.documents.open_job(rest, go)
        elif kind == "file" and (fact.folder / rest).is_file():
            self._bench.documents.open_file(fact.folder / rest, go)


def _name(folder: Path, buffer: Buffer) -> str | None:
    if buffer.job:
        return f"job {buffer.job}"
    if buffer.file and buffer.file.is_relative_to(folder):
        return f"file {buffer.file.relative_to(folder).as_posix()}"
    return None


def _list(value: object) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else []
