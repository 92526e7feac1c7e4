"""Builds the engine's parts for a command: the adaptor repository, and runs."""

from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from openfn_studio.adaptors.npm import Npm
from openfn_studio.adaptors.progress import Progress, ProgressSink
from openfn_studio.adaptors.repository import Repository
from openfn_studio.cli.terminal import Terminal
from openfn_studio.clock import SystemClock
from openfn_studio.paths import DataFolder, resources
from openfn_studio.runner.launch import Launcher
from openfn_studio.runs.runs import Runs
from openfn_studio.secrets.redactor import Redactor


def repository(data: DataFolder) -> Repository:
    """Return the adaptors on this computer."""
    return Repository(data.adaptors, Npm.bundled(), SystemClock(), resources() / "standin")


def runs(data: DataFolder, job: Path | None) -> Runs:
    """Return the engine for one run; in test mode the job may read the files beside it only."""
    folders = [job.parent] if job else []
    return Runs(repository(data), Redactor, launcher=Launcher.of_this_program(read_folders=folders))


@cache
def node_version() -> str:
    """Return the version of Node that runs adaptors."""
    return Npm.bundled().node_version()


@contextmanager
def showing_progress(terminal: Terminal) -> Generator[ProgressSink]:
    """Show how far an installation is: a spinner on a terminal, a line a step when piped."""
    if not terminal.people.is_terminal:
        told: set[str] = set()

        def line(progress: Progress) -> None:
            if progress.text not in told:
                told.add(progress.text)
                terminal.note(progress.text)

        yield line
        return
    with terminal.people.status("") as status:
        yield lambda progress: status.update(_spoken(progress))


def _spoken(progress: Progress) -> str:
    counted = f", {progress.packages} packages" if progress.packages else ""
    return f"{progress.text} {progress.elapsed_s:.0f} s{counted} (Ctrl+C cancels)"
