"""What the adaptors of a job offer to whoever writes it."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from openfn_studio.workbench.projects.adaptor_facts import FunctionFact
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from openfn_studio.workbench.projects.project_bench import ProjectBench


class JobFunctions(QObject):
    """Joins the project, which knows a job's adaptors, and what is known of those adaptors.

    Signals:
        functions_changed: The functions of some jobs may be others now.
    """

    functions_changed = Signal()

    def __init__(
        self, project: ProjectBench, adaptors: AdaptorBench, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._adaptors = adaptors
        self._known: dict[tuple[str, ...], tuple[FunctionFact, ...]] = {}
        adaptors.known_changed.connect(self._forget)
        project.changed.connect(self._forget)

    def functions_of(self, job: str) -> tuple[FunctionFact, ...] | None:
        """Return the functions of a job's adaptors; None while they are being read."""
        specifiers = self._project.adaptors_of(job)
        found = self._known.get(specifiers)
        if found is not None:
            return found
        known = self._adaptors.known(specifiers)
        if known.is_reading:
            return None
        functions = tuple(function for adaptor in known.found for function in adaptor.functions)
        self._known[specifiers] = functions
        return functions

    def _forget(self, _: Any) -> None:
        self._known.clear()
        self.functions_changed.emit()
