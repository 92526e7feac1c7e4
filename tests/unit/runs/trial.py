"""What tests of real runs need: the real runner, a small adaptor, no npm."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from openfn_studio.adaptors.progress import Cancel, Progress, ProgressSink, silent
from openfn_studio.domain.adaptor import AdaptorSpec, InstalledAdaptor
from openfn_studio.domain.run import HttpMode
from openfn_studio.errors import EnvironmentProblem
from openfn_studio.runner.launch import Launcher
from openfn_studio.runs.request import RunRequest
from openfn_studio.runs.runs import Runs
from openfn_studio.secrets.redactor import Redactor

TRIAL_ADAPTOR = Path(__file__).parents[2] / "runners" / "adaptor"
TRIAL = InstalledAdaptor("@openfn/language-trial", "1.2.3", TRIAL_ADAPTOR)


class Shelf:
    """An adaptor source that knows one adaptor."""

    def __init__(self, before: Callable[[Cancel | None], None] | None = None) -> None:
        self.asked: list[tuple[AdaptorSpec, bool]] = []
        self._before = before

    def resolve(
        self,
        spec: AdaptorSpec,
        *,
        may_use_npm: bool,
        progress: ProgressSink = silent,
        cancel: Cancel | None = None,
    ) -> InstalledAdaptor:
        """Return the trial adaptor by its name."""
        self.asked.append((spec, may_use_npm))
        if self._before is not None:
            self._before(cancel)
        if spec.name != TRIAL.name:
            raise EnvironmentProblem(
                f"The adaptor {spec} is not on this computer.", remedy="Install it."
            )
        progress(Progress("Looked it up."))
        return TRIAL


def runs_of(launcher: Launcher | None = None, shelf: Shelf | None = None, **options: Any) -> Runs:
    """Return the real thing over the trial adaptor."""
    return Runs(shelf or Shelf(), Redactor, launcher=launcher, **options)


def asking(text: str = "", **fields: Any) -> RunRequest:
    """Return a request with the trial adaptor, in test mode unless told otherwise."""
    defaults: dict[str, Any] = {"adaptors": (TRIAL,), "http_mode": HttpMode.TEST}
    return RunRequest(text=text, **{**defaults, **fields})
