"""One server a data folder: ``server.lock`` is held while it runs, and says where it is.

The lock is the system's, so it is gone with its process, however that ends.
"""

import contextlib
import os
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from openfn_studio.errors import EnvironmentProblem, Place

LOCK_NAME = "server.lock"
_HELD_NAME = "server.lock.held"


class ServerFact(msgspec.Struct, frozen=True):
    """Where a running server is."""

    pid: int
    url: str
    token: str = ""
    """Opens its API for this start; the file is readable by its user only."""


class ServerRunning(EnvironmentProblem):
    """Another server holds the data folder."""

    def __init__(self, fact: ServerFact | None) -> None:
        where = f" at {fact.url} (process {fact.pid})" if fact else ""
        super().__init__(
            f"A platform is running already{where}.",
            means="Two at once could start runs twice, so this one was not started.",
            remedy="Use that one, or stop it first.",
        )
        self.fact = fact


class ServerLock:
    """The right to be the server of a data folder.

    Args:
        folder: The data folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / LOCK_NAME
        # What is held is a file of its own: taking a lock may empty the file it is on.
        self._lock = FileLock(folder / _HELD_NAME)

    def acquire(self) -> None:
        """Take it.

        Raises:
            ServerRunning: Another process has it.
            EnvironmentProblem: The folder cannot be written.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock.acquire(blocking=False)
        except Timeout:
            raise ServerRunning(read_fact(self._folder)) from None
        except OSError as error:
            raise EnvironmentProblem(
                f"The data folder cannot be locked: {error.strerror}.",
                remedy="Check that you may write in it.",
                place=Place(self._folder),
            ) from error
        # What a server that was killed left behind.
        self._file.unlink(missing_ok=True)

    def announce(self, fact: ServerFact) -> None:
        """Say where the server is.

        Raises:
            EnvironmentProblem: The file cannot be written.
        """
        try:
            with contextlib.suppress(FileNotFoundError):
                self._file.unlink()
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            with os.fdopen(os.open(self._file, flags, 0o600), "wb") as file:
                file.write(msgspec.json.encode(fact))
        except OSError as error:
            raise EnvironmentProblem(
                f"{LOCK_NAME} cannot be written: {error.strerror}.", place=Place(self._file)
            ) from error

    def release(self) -> None:
        """Give it back."""
        self._file.unlink(missing_ok=True)
        self._lock.release()


def running_server(folder: Path) -> ServerFact | None:
    """Return where the server of a data folder is; None when none runs."""
    lock = FileLock(folder / _HELD_NAME)
    try:
        if not folder.is_dir():
            return None
        lock.acquire(blocking=False)
    except Timeout:
        return read_fact(folder)
    except OSError:
        return None
    lock.release()
    return None


def read_fact(folder: Path) -> ServerFact | None:
    """Return what a server wrote of itself; None while it has not said so yet."""
    try:
        return msgspec.json.decode((folder / LOCK_NAME).read_bytes(), type=ServerFact)
    except (OSError, msgspec.DecodeError):
        return None
