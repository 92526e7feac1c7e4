"""The engine of the window: processes for the folder that is open, with spares."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from openfn_studio.clock import Clock
from openfn_studio.domain.adaptor import AdaptorSpec, InstalledAdaptor
from openfn_studio.domain.run import HttpMode
from openfn_studio.errors import RunProblem
from openfn_studio.runner.launch import Launcher
from openfn_studio.runner.runner import Patience
from openfn_studio.runs.runs import AdaptorSource, Runs
from openfn_studio.secrets.redactor import Redactor

SPARES = 2

MakeLauncher = Callable[[Iterable[Path]], Launcher]


class Engine:
    """Gives out ``Runs``: one at a time, for the folder whose files jobs may read in test mode.

    Args:
        adaptors: Finds adaptors on this computer.
        launcher: Makes the launcher of processes that may read some folders.
        patience: How long processes may take.
        clock: Says how long spares have waited.
    """

    def __init__(
        self,
        adaptors: AdaptorSource,
        *,
        launcher: MakeLauncher = Launcher.of_this_program,
        patience: Patience | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._adaptors = adaptors
        self._launcher = launcher
        self._patience = patience
        self._clock = clock
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._runs: Runs | None = None
        self._closing: list[threading.Thread] = []
        self._is_closed = False

    def runs(self, folder: Path | None) -> Runs:
        """Return the engine for a folder; what ran for another one is ended in the background.

        Raises:
            EnvironmentProblem: Node.js or the runner is missing.
            RunProblem: Everything is closed.
        """
        with self._lock:
            if self._is_closed:
                # A lane may still be on its way to warm up a process that nobody would end.
                raise RunProblem("The program is closing.", means="The job was not run.")
            if self._runs is None or self._folder != folder:
                self._retire()
                self._runs = self._made(folder)
                self._folder = folder
            return self._runs

    def installed(self, spec: AdaptorSpec) -> InstalledAdaptor:
        """Return the adaptor that is installed for a specifier, asking nobody.

        Raises:
            StudioError: Nothing on this computer fits, or what fits is broken.
        """
        return self._adaptors.resolve(spec, may_use_npm=False)

    def resolved(
        self, specs: Iterable[AdaptorSpec], mode: HttpMode
    ) -> tuple[AdaptorSpec | InstalledAdaptor, ...]:
        """Return what a run is to be asked with: in test mode, only what is installed counts."""
        if mode is HttpMode.LIVE:
            return tuple(specs)
        return tuple(self.installed(spec) for spec in specs)

    def close(self) -> None:
        """End every process, wait until they are gone, and start none from now on."""
        with self._lock:
            self._is_closed = True
            self._retire()
            closing, self._closing = self._closing, []
        for thread in closing:
            thread.join()

    def _made(self, folder: Path | None) -> Runs:
        return Runs(
            self._adaptors,
            Redactor,
            launcher=self._launcher([folder] if folder else []),
            spares=SPARES,
            patience=self._patience,
            clock=self._clock,
        )

    def _retire(self) -> None:
        """Close the present ``Runs`` on a thread: it waits for its processes."""
        if self._runs is None:
            return
        thread = threading.Thread(target=self._runs.close, name="runs closing", daemon=True)
        thread.start()
        self._closing = [one for one in self._closing if one.is_alive()] + [thread]
        self._runs = None
