"""The context menu of the list of jobs."""

from collections.abc import Callable

from PySide6.QtGui import QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from openfn_studio.domain.project import Project
from openfn_studio.ui.jobs.rows import Row
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.projects.project_bench import ProjectBench

Do = Callable[[], None]


class RowMenu(QMenu):
    """What can be done with a job or file. Deletes itself when it closes.

    Args:
        look: The look.
        row: What it is about.
        project: Whose job it is; None for one that cannot be changed.
        open_here: Opens the row here; likewise in a tab and a window.
        open_tab: See ``open_here``.
        open_window: See ``open_here``.
        rename: Lets the user type a new name.
        history: Shows the row's local history.
        reveal: Shows the row's file in the system's file manager.
        parent: The widget it belongs to.
    """

    def __init__(
        self,
        look: Look,
        row: Row,
        project: ProjectBench,
        *,
        open_here: Do,
        open_tab: Do,
        open_window: Do,
        rename: Do,
        history: Do,
        reveal: Do,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.aboutToHide.connect(self.deleteLater)
        self._add("Open", open_here, keys="Return")
        self._add("Open in new tab", open_tab, keys="Ctrl+Return")
        self._add("Open in new window", open_window, keys="Ctrl+Shift+Return")
        self.addSeparator()
        if row.job and project.fact:
            self._add_job_entries(row, row.job, project, project.fact.project, rename)
            self.addSeparator()
        self._add("Local history…", history, "history")
        self._add("Show in file manager", reveal, "folder")

    def _add_job_entries(
        self, row: Row, job: str, bench: ProjectBench, project: Project, rename: Do
    ) -> None:
        self._add("Rename", rename, "pencil", keys="F2")
        self._add("Duplicate", lambda: bench.duplicate_job(job), "copy")
        if row.is_archived:
            self._add("Bring back", lambda: bench.restore_job(job), "archive-restore")
            return
        self._add("Archive", lambda: bench.archive_job(job), "archive")
        self.addSeparator()
        self._add_triggers(job, bench, project)
        is_on = row.is_on
        text = "Switch off" if is_on else "Switch on"
        self._add(
            text,
            lambda: bench.set_job(job, "autoprocess", None if is_on else True),
            "power-off" if is_on else "power",
        )

    def _add_triggers(self, job: str, bench: ProjectBench, project: Project) -> None:
        menu = self.addMenu(self._look.icon("zap"), "Trigger")
        group = QActionGroup(menu)
        found = project.job(job)
        current = found.trigger if found else None
        for name in (None, *(trigger.name for trigger in project.triggers)):
            action = menu.addAction((name or "No trigger").replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name == current)
            action.triggered.connect(lambda _=False, name=name: bench.set_job(job, "trigger", name))
            group.addAction(action)

    def _add(self, text: str, do: Do, icon: str = "", keys: str = "") -> None:
        action = self.addAction(text)
        if icon:
            action.setIcon(self._look.icon(icon))
        if keys:
            # Shown here; the list itself acts on them.
            action.setShortcut(QKeySequence(keys))
            action.setShortcutVisibleInContextMenu(True)
        action.triggered.connect(lambda _=False: do())
