"""What the adaptors of a job offer to whoever writes it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.projects.adaptor_facts import FunctionFact
from openfn_studio.workbench.projects.adaptors import AdaptorBench


class JobFunctions(QObject):
    """The functions of the adaptors that a buffer's job runs with.

    Signals:
        functions_changed: Those of some buffers may be others now.

    Args:
        adaptors: Knows adaptors.
        specifiers_of: Returns which adaptors a buffer's job has, as people write them.
    """

    functions_changed = Signal()

    def __init__(
        self,
        adaptors: AdaptorBench,
        specifiers_of: Callable[[Buffer], tuple[str, ...]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._adaptors = adaptors
        self._specifiers_of = specifiers_of
        self._known: dict[tuple[str, ...], tuple[FunctionFact, ...]] = {}
        adaptors.known_changed.connect(self.refresh)

    def functions_of(self, buffer: Buffer) -> tuple[FunctionFact, ...] | None:
        """Return what a buffer's job can call; None while its adaptors are being read."""
        specifiers = self._specifiers_of(buffer)
        found = self._known.get(specifiers)
        if found is not None:
            return found
        known = self._adaptors.known(specifiers)
        if known.is_reading:
            return None
        functions = tuple(function for adaptor in known.found for function in adaptor.functions)
        self._known[specifiers] = functions
        return functions

    def refresh(self, _: Any = None) -> None:
        """Ask anew: a job has other adaptors, or more is known of them."""
        self._known.clear()
        self.functions_changed.emit()
