"""Which event may follow which within one run. Pure."""

from openfn_studio.runner.protocol import (
    AnyEvent,
    At,
    Blocked,
    Compiled,
    Dns,
    Http,
    Log,
    Operation,
    OperationFailed,
    OperationFinished,
    OperationStarted,
)


class OrderError(Exception):
    """An event came when it cannot come."""


class Order:
    """What has happened in a run, as far as the order of its events depends on it."""

    def __init__(self) -> None:
        self._operations: dict[int, Operation] | None = None
        self.operation: int | None = None
        """The operation that is running."""

    @property
    def operation_at(self) -> At | None:
        """Where the running operation begins."""
        known = (self._operations or {}).get(-1 if self.operation is None else self.operation)
        if known is None:
            return None
        return At(line=known.range.line, column=known.range.column, is_operation=True)

    def check(self, event: AnyEvent, *, is_running: bool) -> None:
        """Take the next event.

        Args:
            event: Any event but ``ready``, ``state_part`` and ``finished``.
            is_running: False before the run: adaptors may log and try to connect while they load.

        Raises:
            OrderError: The event cannot come now.
        """
        if isinstance(event, Log | Http | Dns | Blocked):
            return
        if not is_running:
            raise OrderError(f"A {_kind(event)} event came while no job was running.")
        match event:
            case Compiled():
                self._compiled(event)
            case OperationStarted():
                self._started(event)
            case OperationFinished() | OperationFailed():
                self._over(event)
            case _:
                pass

    def _compiled(self, event: Compiled) -> None:
        if self._operations is not None:
            raise OrderError("The job was compiled twice.")
        self._operations = {operation.index: operation for operation in event.operations}

    def _started(self, event: OperationStarted) -> None:
        if self._operations is None:
            raise OrderError("An operation started before the job was compiled.")
        if event.index not in self._operations:
            raise OrderError(f"Operation {event.index} started, but the job has none such.")
        if self.operation is not None:
            raise OrderError(f"Operation {event.index} started within operation {self.operation}.")
        self.operation = event.index

    def _over(self, event: OperationFinished | OperationFailed) -> None:
        if event.index != self.operation:
            raise OrderError(f"Operation {event.index} ended, but it was not running.")
        self.operation = None


def _kind(event: AnyEvent) -> str:
    return str(event.__struct_config__.tag)
