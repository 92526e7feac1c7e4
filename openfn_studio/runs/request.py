"""What is asked for when a job is to be run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openfn_studio.domain.adaptor import AdaptorSpec, InstalledAdaptor
from openfn_studio.domain.run import Dialect, HttpMode, Limits
from openfn_studio.intercept.rule import Rule
from openfn_studio.runner.protocol import Breakpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """Everything a run depends on; what happens to files or settings later changes nothing."""

    text: str
    """The job, as it is to be run: saved or not."""
    file: Path | None = None
    """Where the job is kept, for stack traces; it is not read."""
    dialect: Dialect = Dialect.V1
    adaptors: tuple[AdaptorSpec | InstalledAdaptor, ...] = ()
    input: Any = field(default_factory=lambda: dict[str, Any](data={}), repr=False)
    """The initial state without ``configuration``: a JSON value, or ``msgspec.Raw`` JSON text."""
    configuration: Mapping[str, Any] | None = field(default=None, repr=False)
    """The credential's body, opened by the caller; None for none."""
    write_only: tuple[str, ...] = ()
    """Keys of the configuration that the adaptor's credential schema calls ``writeOnly``."""
    http_mode: HttpMode = HttpMode.TEST
    """Test unless live is asked for: nothing is sent by accident."""
    rules: tuple[Rule, ...] = ()
    """Test mode's answers."""
    limits: Limits = field(default_factory=Limits)
    no_console: bool = False
    origin: str = ""
    """Who asked, for logs: ``cli``, ``editor``, a trigger's name."""
    breakpoints: tuple[Breakpoint, ...] = ()
    pause_at_start: bool = False
    break_on_error: bool = False
