"""All operations of the API, in the order in which addresses are compared."""

from openfn_studio.platform.api import (
    credentials,
    exports,
    jobs,
    messages,
    projects,
    runs,
    sessions,
    triggers,
)
from openfn_studio.platform.api.operation import Operation

# Exports come first: their addresses look like those of one message or run.
OPERATIONS: tuple[Operation, ...] = (
    *sessions.OPERATIONS,
    *projects.OPERATIONS,
    *jobs.OPERATIONS,
    *triggers.OPERATIONS,
    *credentials.OPERATIONS,
    *exports.OPERATIONS,
    *messages.OPERATIONS,
    *runs.OPERATIONS,
)
