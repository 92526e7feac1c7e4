"""Reports of failures of this program itself: files in the data folder that are never sent.

A report holds what a developer needs and nothing of the user's work: where in the code it was,
the kind of the error, versions. The text of an error is left out unless Python itself wrote it,
because it may quote data.
"""

import faulthandler
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import TextIO

import filelock

import openfn_studio

KEPT = 20
"""How many reports stay."""
_NEW = ".new"
"""Ends the name of a report the user was not told of yet."""
_END_OF_HEAD = "---"
_PACKAGE = Path(openfn_studio.__file__).parent
_WORDS_OF_PYTHON = (
    AttributeError,
    NameError,
    TypeError,
    ImportError,
    IndexError,
    RecursionError,
    RuntimeError,
    NotImplementedError,
)
"""Errors whose text speaks of code and not of data."""


@dataclass(frozen=True, slots=True)
class FaultReport:
    """A report that is written."""

    file: Path
    text: str


class FaultReports:
    """The folder of reports.

    Args:
        folder: The data folder's ``crash``; None when it cannot be made: nothing is kept then.
        head: Returns versions and the like, in lines; its errors must be its own concern.
        redact: Hides secrets and names in the whole text.
    """

    def __init__(
        self, folder: Path | None, head: Callable[[], str], redact: Callable[[str], str]
    ) -> None:
        self._folder = folder
        self._head = head
        self._redact = redact

    def write(self, error: BaseException, thread: str) -> FaultReport | None:
        """Write down an error; None when that cannot be done."""
        if self._folder is None:
            return None
        stamp = datetime.now(UTC)
        when = f"Time: {stamp:%Y-%m-%d %H:%M:%S} UTC\nThread: {thread}\n"
        text = self._redact(f"{self._head()}\n{when}\n{fault_text(error)}\n")
        file = self._folder / f"fault-{stamp:%Y%m%d-%H%M%S-%f}.txt{_NEW}"
        try:
            file.write_text(text, "utf-8", errors="backslashreplace")
            self._forget_old(self._folder)
        except OSError:
            return None
        return FaultReport(file, text)

    def mark_told(self, report: FaultReport) -> None:
        """Note that the user knows of the report, so that the next start does not tell it again."""
        try:
            report.file.rename(report.file.with_name(report.file.name.removesuffix(_NEW)))
        except OSError:
            return  # it is told once more, no harm

    def untold(self) -> tuple[FaultReport, ...]:
        """Return the reports of earlier starts that the user was not told of, oldest first.

        Among them are those of programs that died without a chance to say anything.
        """
        if self._folder is None:
            return ()
        for running in sorted(self._folder.glob("running-*.txt")):
            self._take_over(running)
        found = sorted(self._folder.glob(f"*.txt{_NEW}"))
        return tuple(FaultReport(file, _read(file)) for file in found)

    def watch(self) -> "DeathWatch | None":
        """Let Python write down where it is when the process dies of a fault in native code.

        None when the folder cannot be written.
        """
        try:
            return DeathWatch(self._folder, self._redact(self._head())) if self._folder else None
        except OSError:
            return None

    def _take_over(self, running: Path) -> None:
        """Turn what a dead program left into a report, or remove it when it says nothing."""
        lock = filelock.FileLock(running.with_suffix(".lock"))
        try:
            with lock.acquire(timeout=0):
                head, _, stacks = _read(running).partition(f"\n{_END_OF_HEAD}\n")
                if stacks.strip():
                    text = self._redact(f"{head}\n\nThe program died.\n{stacks}")
                    name = running.name.replace("running-", "death-")
                    running.with_name(f"{name}{_NEW}").write_text(text, "utf-8")
                running.unlink()
        except filelock.Timeout:
            return  # that program is alive
        except OSError:
            return
        running.with_suffix(".lock").unlink(missing_ok=True)

    @staticmethod
    def _forget_old(folder: Path) -> None:
        reports = [file for file in folder.glob("*.txt*") if not file.name.startswith("running-")]
        for file in sorted(reports, key=lambda file: file.stat().st_mtime)[:-KEPT]:
            file.unlink(missing_ok=True)


class DeathWatch:
    """Holds the file into which ``faulthandler`` writes, and a lock that ends with the process."""

    def __init__(self, folder: Path, head: str) -> None:
        stamp = datetime.now(UTC)
        self._path = folder / f"running-{stamp:%Y%m%d-%H%M%S-%f}.txt"
        self._lock = filelock.FileLock(self._path.with_suffix(".lock"))
        self._lock.acquire(timeout=0)
        self._file: TextIO = self._path.open("w", encoding="utf-8")
        self._file.write(f"{head}\n{_END_OF_HEAD}\n")
        self._file.flush()
        faulthandler.enable(self._file)

    def close(self) -> None:
        """End well: nothing is left behind."""
        faulthandler.disable()
        self._file.close()
        self._path.unlink(missing_ok=True)
        self._lock.release()
        self._path.with_suffix(".lock").unlink(missing_ok=True)


def fault_text(error: BaseException) -> str:
    """Return an error as places in the code, innermost last, without anything it quotes."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        parts.append("\n".join([*_places(current.__traceback__), _named(current)]))
        current = current.__cause__ or current.__context__
    return "\nraised after\n".join(parts)


def fault_place(error: BaseException) -> str:
    """Return the innermost place, which tells one fault from another."""
    places = _places(error.__traceback__)
    return f"{type(error).__name__} {places[-1] if places else ''}"


def current_thread() -> str:
    """Return the name of the thread this runs on."""
    return threading.current_thread().name


def _named(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__
    if kind.__module__ != "builtins":
        name = f"{kind.__module__}.{name}"
    if isinstance(error, OSError):
        return f"{name}: errno {error.errno}"
    return f"{name}: {error}" if isinstance(error, _WORDS_OF_PYTHON) else name


def _places(trace: TracebackType | None) -> list[str]:
    codes = [(frame.f_code, line) for frame, line in walk_tb(trace)]
    return [f"  {_short(code.co_filename)}:{line} in {code.co_name}" for code, line in codes]


def _short(filename: str) -> str:
    """Return a path from the package it belongs to on: no folder of the user's."""
    path = Path(filename)
    if path.is_relative_to(_PACKAGE):
        return f"openfn_studio/{path.relative_to(_PACKAGE).as_posix()}"
    parts = path.parts
    for root in ("site-packages", "dist-packages"):
        if root in parts:
            return "/".join(parts[parts.index(root) + 1 :])
    return path.name


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8", errors="replace")
    except OSError:
        return ""
