"""What was found out about this computer."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

State: TypeAlias = Literal["running", "ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look at this computer found."""

    name: str
    """What was looked at: ``Job runner``."""
    state: State
    words: str
    """The answer in a few words: ``Node 24.19``."""
    means: str = ""
    """What that means for the user's work, in whole sentences."""
    remedy: str = ""
    """What the user can do, in whole sentences."""
