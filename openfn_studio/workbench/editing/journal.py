"""Unsaved texts on disk, so that a crash or a power cut costs no more than the last second.

One folder for each running program, which holds an operating-system lock on it: the system lets go
of the lock however the program ends, so a folder nobody holds is what a crash left behind. Each
unsaved text is one file in it, written whole or not at all: a line of JSON, then the text.
"""

import hashlib
import json
import os
import secrets
import shutil
import threading
from collections.abc import Collection, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from openfn_studio.clock import Clock
from openfn_studio.errors import EnvironmentProblem, Place, StudioError
from openfn_studio.workspace.atomic import save_atomically

VERSION = 1

_SUFFIX = ".text"
_LOCK = "lock"
_WAIT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Entry:
    """An unsaved text and where it belongs."""

    project: Path | None
    """The folder of its project; None for a file that belongs to none."""
    file: Path | None
    job: str | None
    title: str
    text: str
    written_at: datetime
    """UTC."""
    is_put_away: bool = False
    """True when the user closed it in peace: it comes back without a word."""


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """An entry nobody has open: of a session that ended, or put away in this one."""

    entry: Entry
    stored: Path
    """Where the journal keeps it until ``forget``."""

    @property
    def key(self) -> str:
        """The key it was written under."""
        return self.stored.stem


class Journal:
    """The journal of one running program. Any thread.

    Args:
        root: The recovery folder of the user's data; shared by all windows.
        clock: What time it is.
    """

    def __init__(self, root: Path, clock: Clock) -> None:
        self._root = root
        self._clock = clock
        self._folder: Path | None = None
        self._lock: FileLock | None = None
        self._turn = threading.Lock()
        self._versions: dict[str, int] = {}
        """The last version written or dropped, by key."""

    def write(self, key: str, entry: Entry, version: int = 0) -> None:
        """Keep an unsaved text under a key, instead of the one that was there.

        Args:
            key: Whose text it is.
            entry: The text.
            version: Nothing happens when a later one was written or dropped already.

        Raises:
            EnvironmentProblem: The data folder cannot be written.
        """
        with self._turn, _as_problem(self._root):
            if self._is_news(key, version):
                save_atomically(self._own_folder() / f"{key}{_SUFFIX}", _encoded(entry))

    def drop(self, key: str, version: int = 0) -> None:
        """Forget the text of a key: it is saved, or was given up.

        Args:
            key: Whose text it is.
            version: Nothing happens when a later one was written or dropped already.

        Raises:
            EnvironmentProblem: The data folder cannot be written.
        """
        with self._turn, _as_problem(self._root):
            if self._is_news(key, version) and self._folder:
                (self._folder / f"{key}{_SUFFIX}").unlink(missing_ok=True)

    def left_behind(self, open_keys: Collection[str] = ()) -> tuple[LeftBehind, ...]:
        """Return what is not saved and not open, of this and of ended sessions, newest first.

        Args:
            open_keys: The keys of this session's texts that are open.

        Raises:
            EnvironmentProblem: The data folder cannot be read or written.
        """
        if not self._root.is_dir():
            return ()
        found: list[LeftBehind] = []
        with self._turn, _as_problem(self._root), self._door():
            for folder in sorted(self._root.iterdir()):
                if folder == self._folder:
                    found += [each for each in _entries(folder) if each.key not in open_keys]
                elif folder.is_dir() and not _is_held(folder):
                    found += _entries(folder)
                    _remove_if_empty(folder)
        return tuple(sorted(found, key=lambda each: each.entry.written_at, reverse=True))

    def forget(self, left: LeftBehind) -> None:
        """Delete what was left behind, once it is safe elsewhere.

        Raises:
            EnvironmentProblem: The data folder cannot be written.
        """
        with self._turn, _as_problem(self._root), self._door():
            left.stored.unlink(missing_ok=True)
            if left.stored.parent != self._folder:
                _remove_if_empty(left.stored.parent)

    def close(self) -> None:
        """Let go of this session's folder; texts that are still in it can be recovered."""
        with self._turn:
            if self._lock and self._folder:
                self._lock.release()
                _remove_if_empty(self._folder)
            self._lock = self._folder = None

    def _is_news(self, key: str, version: int) -> bool:
        """Note a version; threads may bring an older one after a newer."""
        is_news = version >= self._versions.get(key, version)
        if is_news:
            self._versions[key] = version
        return is_news

    def _own_folder(self) -> Path:
        """Return this session's folder, made and locked when it is needed first."""
        if self._folder is None:
            for made in (self._root.parent, self._root):
                made.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._door():
                name = f"{self._clock.now():%Y%m%dT%H%M%S}-{os.getpid()}-{secrets.token_hex(4)}"
                folder = self._root / name
                folder.mkdir(mode=0o700)
                lock = FileLock(folder / _LOCK, thread_local=False)
                lock.acquire(timeout=0)
            self._folder, self._lock = folder, lock
        return self._folder

    @contextmanager
    def _door(self) -> Generator[None]:
        """Let one program at a time make, look through and empty folders."""
        with FileLock(self._root / "door.lock", timeout=_WAIT_SECONDS, thread_local=False):
            yield


def _is_held(folder: Path) -> bool:
    """Tell whether a program that runs still writes into a session's folder."""
    lock = FileLock(folder / _LOCK, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def _entries(folder: Path) -> list[LeftBehind]:
    found: list[LeftBehind] = []
    for stored in folder.glob(f"*{_SUFFIX}"):
        entry = _decoded(stored.read_bytes())
        if entry:
            found.append(LeftBehind(entry, stored))
    return found


def _remove_if_empty(folder: Path) -> None:
    """Remove a session's folder in which no text is left; what a crash began to write goes too."""
    if not any(folder.glob(f"*{_SUFFIX}")):
        shutil.rmtree(folder, ignore_errors=True)


def _encoded(entry: Entry) -> bytes:
    # Half characters cannot be saved, but they must survive here.
    body = entry.text.encode("utf-8", "surrogatepass")
    header: dict[str, Any] = {
        "version": VERSION,
        "project": str(entry.project) if entry.project else None,
        "file": str(entry.file) if entry.file else None,
        "job": entry.job,
        "title": entry.title,
        "written_at": entry.written_at.isoformat(),
        "is_put_away": entry.is_put_away,
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    return json.dumps(header).encode("ascii") + b"\n" + body


def _decoded(data: bytes) -> Entry | None:
    """Return the entry of a file's bytes; None for what is none or was damaged."""
    line, _, body = data.partition(b"\n")
    try:
        header = json.loads(line)
        if header["version"] > VERSION or header["sha256"] != hashlib.sha256(body).hexdigest():
            return None
        return Entry(
            Path(header["project"]) if header["project"] else None,
            Path(header["file"]) if header["file"] else None,
            header["job"],
            header["title"],
            body.decode("utf-8", "surrogatepass"),
            datetime.fromisoformat(header["written_at"]),
            bool(header["is_put_away"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


@contextmanager
def _as_problem(root: Path) -> Generator[None]:
    try:
        yield
    except (OSError, Timeout, EnvironmentProblem) as error:
        raise unkept(root, error) from error


def unkept(root: Path, error: Exception) -> EnvironmentProblem:
    """Return the problem of unsaved texts that cannot be kept, in the user's words."""
    reason = error.what if isinstance(error, StudioError) else str(error)
    return EnvironmentProblem(
        "Unsaved texts cannot be kept safe from a crash: the data folder cannot be written.",
        means=f"Only what you save is safe. {reason}",
        remedy="Check the rights and the room of the data folder.",
        place=Place(root),
    )
