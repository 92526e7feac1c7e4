"""“This computer” of the start page: what was found out about it, each answer when it is there."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from openfn_studio.errors import StudioError
from openfn_studio.workbench.computer_facts import Finding
from openfn_studio.workbench.lanes import Lane, Ticket

__all__ = ["ComputerBench", "Finding", "Probe", "probes_of"]


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing that is looked at."""

    name: str
    look: Callable[[], Finding]


def probes_of(data: Path) -> tuple[Probe, ...]:
    """Return what is looked at, in the order it is shown.

    Args:
        data: The user data folder.
    """
    return (
        Probe("Job runner", partial(_look, "look_at_runner")),
        Probe("Test mode", partial(_look, "probe_seal")),
        Probe("Secrets", partial(_look, "look_at_secrets")),
        Probe("Disk", partial(_look, "probe_disk", data)),
        Probe("Proxy", partial(_look, "probe_proxy")),
    )


def _look(name: str, *words: Any) -> Finding:
    """Look, on a lane. What looks is loaded only now: it takes longer than the start has time."""
    room = importlib.import_module("openfn_studio.workbench.computer_probes")
    return getattr(room, name)(*words)


class ComputerBench(QObject):
    """Runs the probes on the lane and keeps what they found.

    Signals:
        changed: All findings, a tuple in the order of the probes.
    """

    changed = Signal(object)

    def __init__(self, probes: Sequence[Probe], lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._probes = probes
        self._lane = lane
        self._tickets: list[Ticket] = []
        self._findings = {
            probe.name: Finding(probe.name, "running", "Not looked yet") for probe in probes
        }

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is known now."""
        return tuple(self._findings.values())

    def look(self) -> None:
        """Look at everything, anew when it was looked at before."""
        for ticket in self._tickets:
            ticket.cancel()
        self._tickets = [self._start(probe) for probe in self._probes]
        self.changed.emit(self.findings)

    def _start(self, probe: Probe) -> Ticket:
        self._findings[probe.name] = Finding(probe.name, "running", "Looking")

        def failed(problem: StudioError) -> None:
            self._take(Finding(probe.name, "fail", "Could not look", problem.what, problem.remedy))

        return self._lane.run(lambda _: probe.look(), self._take, failed, owner=self)

    def _take(self, finding: Finding) -> None:
        self._findings[finding.name] = finding
        self.changed.emit(self.findings)
