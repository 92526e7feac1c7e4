"""What completion and documentation know of a text's surroundings, and where they get it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from openfn_studio.domain.run import Dialect
from openfn_studio.language.completion import FunctionLike, Knowledge
from openfn_studio.state.shape import Shape, infer_shape
from openfn_studio.workbench.editing.buffer import Buffer

if TYPE_CHECKING:
    # They are loaded with what runs jobs; a text is written before.
    from openfn_studio.workbench.projects.adaptor_facts import FunctionFact
    from openfn_studio.workbench.projects.job_functions import JobFunctions
    from openfn_studio.workbench.running.inputs import InputBench


class Surroundings(QObject):
    """Gathers for one job what it is completed from, when it is first asked for.

    Args:
        buffer: The job's; None for texts that have neither functions nor input.
    """

    def __init__(self, buffer: Buffer | None, parent: QObject) -> None:
        super().__init__(parent)
        self._buffer = buffer if buffer is not None and buffer.kind == "job" else None
        self._functions: JobFunctions | None = None
        self._samples: InputBench | None = None
        self._shape: Shape | None = None
        self._is_shape_known = False
        self.dialect = Dialect.V1
        """Whose rules hold."""
        self.indent = "  "
        """One step of indentation."""

    def learn(self, functions: "JobFunctions | None", samples: "InputBench | None") -> None:
        """Take where functions and the input come from."""
        self._functions = functions or self._functions
        if samples is not None:
            self._samples = samples
            samples.changed.connect(self._forget_shape)

    @property
    def functions(self) -> "Sequence[FunctionFact]":
        """What the job's adaptors offer, as far as known."""
        if self._buffer is None or self._functions is None:
            return ()
        return self._functions.functions_of(self._buffer) or ()

    @property
    def operation_names(self) -> frozenset[str] | None:
        """The names of functions; None while they are not known."""
        if self._buffer is None or self._functions is None:
            return None
        found = self._functions.functions_of(self._buffer)
        return None if found is None else frozenset(function.name for function in found)

    @property
    def shape(self) -> Shape | None:
        """The shape of the pinned input; None without one."""
        buffer = self._buffer
        if not self._is_shape_known and self._samples is not None and buffer is not None:
            # A file that no project lists goes by its path.
            sample = self._samples.sample_value(buffer.job or str(buffer.file or buffer.title))
            self._shape = infer_shape([sample]) if sample is not None else None
            self._is_shape_known = True
        return self._shape

    def function(self, name: str) -> "FunctionFact | None":
        """Return a function by the name it is called by."""
        return next((each for each in self.functions if each.name == name), None)

    def knowledge(self) -> Knowledge:
        """Return it all, for completion."""
        functions: Sequence[FunctionLike] = self.functions
        return Knowledge(self.dialect, functions, self.shape, self.indent)

    def _forget_shape(self, *_: Any) -> None:
        self._is_shape_known = False
        self._shape = None
