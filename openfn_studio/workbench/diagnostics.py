"""What helps to find a fault: versions, settings that differ, findings, the log's last lines."""

import platform
import sys
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, qVersion

from openfn_studio.errors import StudioError
from openfn_studio.log import FILE_NAME
from openfn_studio.paths import DataFolder
from openfn_studio.settings import Value
from openfn_studio.version import __version__
from openfn_studio.workbench.computer import Finding, Probe
from openfn_studio.workbench.fault_reports import DeathWatch, FaultReport, FaultReports
from openfn_studio.workbench.faults import FaultHooks
from openfn_studio.workbench.lanes import Lane, Ticket
from openfn_studio.workbench.notices import NoticeBench, NoticeButton
from openfn_studio.workbench.preferences import PreferenceBench
from openfn_studio.workbench.private_text import PrivateText

LOG_LINES = 80
Redact = Callable[[str], str]

_FAILED = "OpenFn Studio itself failed."
_DIED = "OpenFn Studio ended unexpectedly when it was last used."
_REPORT = "The report stays on this computer and is sent to nobody."


def program_words() -> str:
    """Return versions and the system, a line each."""
    return "\n".join(
        (
            f"OpenFn Studio {__version__}",
            f"Python {platform.python_version()} ({sys.implementation.name})",
            f"Qt {qVersion()}",
            f"{platform.system()} {platform.release()} {platform.machine()}",
        )
    )


def diagnostics_text(
    findings: Sequence[Finding],
    settings: dict[str, Value],
    screen: str,
    log: Sequence[str],
    redact: Redact,
) -> str:
    """Return all that is known, as the text a user pastes into a report.

    Args:
        findings: About this computer.
        settings: Those that differ from their defaults.
        screen: Size and scale of the screen, and the look, in words.
        log: The last lines of the program's log.
        redact: Hides secrets; names of users in paths are hidden besides.
    """
    looked = [f"{each.name}: {each.words} ({each.state})" for each in findings]
    changed = [f"{name} = {value!r}" for name, value in settings.items()]
    parts = (
        program_words(),
        screen,
        "\n".join(["This computer", *looked]),
        "\n".join(["Settings that differ", *(changed or ["none"])]),
        "\n".join(["Log", *(log or ["empty"])]),
    )
    return PrivateText()(redact("\n\n".join(part for part in parts if part))) + "\n"


def last_log_lines(folder: Path, most: int = LOG_LINES) -> tuple[str, ...]:
    """Return the last lines of the program's own log; none when it cannot be read."""
    try:
        with (folder / FILE_NAME).open(encoding="utf-8", errors="replace") as file:
            return tuple(line.rstrip("\n") for line in deque(file, most))
    except OSError:
        return ()


class DiagnosticsBench(QObject):
    """Collects diagnostics on the lane.

    Args:
        probes: What is looked at on this computer.
        preferences: For the settings that differ.
        logs: The folder of the program's log.
        redact: Hides secrets.
        lane: Where it is done.
    """

    def __init__(
        self,
        probes: Sequence[Probe],
        preferences: PreferenceBench,
        logs: Path,
        redact: Redact,
        lane: Lane,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._probes = probes
        self._preferences = preferences
        self._logs = logs
        self._redact = redact
        self._lane = lane

    def collect(
        self,
        screen: str,
        on_done: Callable[[str], None],
        on_failed: Callable[[StudioError], None],
        owner: QObject,
    ) -> Ticket:
        """Look at everything now and give the text to ``on_done``."""
        changed = self._preferences.changed_values()

        def work(_: Ticket) -> str:
            findings = [probe.look() for probe in self._probes]
            log = last_log_lines(self._logs)
            return diagnostics_text(findings, changed, screen, log, self._redact)

        return self._lane.run(work, on_done, on_failed, owner=owner)


class Faults(QObject):
    """Everything that is prepared for a failure of the program; ``close`` when it ends well."""

    def __init__(self, hooks: FaultHooks, watch: DeathWatch | None) -> None:
        super().__init__()
        self._hooks = hooks
        self._watch = watch
        hooks.setParent(self)

    def close(self) -> None:
        """Leave nothing behind."""
        self._hooks.uninstall()
        if self._watch:
            self._watch.close()


def install_fault_hooks(
    data: DataFolder, redact: Redact, notices: NoticeBench, copy: Callable[[str], None]
) -> Faults:
    """Catch what nobody caught from now on, and tell what happened before.

    Args:
        data: The data folder; reports go into its ``crash``.
        redact: Hides secrets.
        notices: Where faults are told.
        copy: Puts a text on the clipboard.
    """
    private = PrivateText()
    reports = FaultReports(_crash_folder(data), program_words, lambda text: private(redact(text)))

    def tell(what: str, means: str, report: FaultReport | None) -> None:
        buttons: tuple[NoticeButton, ...] = ()
        if report:
            buttons = (NoticeButton("Copy report", lambda: copy(report.text)),)
        remedy = f"{_REPORT} You can copy it and show it to somebody." if report else ""
        notices.tell("err", what, means, remedy, buttons)

    hooks = FaultHooks(reports)

    def tell_fault(report: FaultReport | None) -> None:
        tell(_FAILED, "It goes on, and your files are as they were.", report)

    hooks.failed.connect(tell_fault)
    hooks.problem.connect(notices.tell_problem)
    for report in reports.untold()[-1:]:
        tell(_DIED, "Texts that were not saved are offered to you again.", report)
    for report in reports.untold():
        reports.mark_told(report)
    return Faults(hooks, reports.watch())


def _crash_folder(data: DataFolder) -> Path | None:
    try:
        return data.crash
    except StudioError:
        return None
