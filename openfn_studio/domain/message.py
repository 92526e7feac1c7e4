"""Messages: what arrives at a project's inbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

QUERY_PARAMS = "__query_params"


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a job may be run with it."""

    body: Any
    """The JSON value that was sent."""
    query_params: Mapping[str, str] = field(default_factory=dict[str, str])
    """The query string of the inbox call."""

    def initial_state(self) -> dict[str, Any]:
        """Return the state a run of this message begins with.

        v1 puts the query string into every body that is an object, ``{}`` when there was none. A
        body that has the key already, such as one exported from v1, keeps its own.
        """
        data = self.body
        if isinstance(data, dict):
            data = {QUERY_PARAMS: dict(self.query_params), **cast(dict[str, Any], data)}
        return {"data": data}
