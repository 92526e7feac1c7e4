"""One window for each project folder: a second one raises the first instead of opening.

An operating-system lock says whose folder it is, and is let go however a program ends. The first
window listens on a local socket, which is a file of this user, never a network address.
"""

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from openfn_studio.errors import EnvironmentProblem, Place

_RAISE = b"raise\n"
_ANSWER_SECONDS = 1.5
_SLICE_MS = 20
_LONGEST_SOCKET_PATH = 100
"""Bytes; systems take 104 to 108."""


@dataclass(frozen=True, slots=True)
class Held:
    """A folder that is this window's, until ``FolderClaim.release``."""

    lock: FileLock | None
    """None when the data folder cannot be written, so that nobody can tell."""
    address: str


class FolderClaim(QObject):
    """Holds a project folder for this window.

    Signals:
        raise_requested: Another window was asked to open this folder: come to the front.

    Args:
        root: A folder of the user's data, shared by all windows.
    """

    raise_requested = Signal()

    def __init__(self, root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = root
        self._held: Held | None = None
        self._server: QLocalServer | None = None

    def take(self, folder: Path) -> Held | None:
        """Take a folder, or raise the window that has it. Any thread; waits for that window.

        Returns:
            What ``hold`` is to be given; None when another window has it and was raised.

        Raises:
            EnvironmentProblem: Another window has it, but does not answer.
        """
        key = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
        address = self._address(key[:16])
        try:
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FileLock(self._root / f"{key[:16]}.lock", thread_local=False)
            lock.acquire(timeout=0)
        except Timeout:
            _raise_other(address, folder)
            return None
        except OSError:
            # Two windows on one folder then notice each other's saves as changes from outside.
            return Held(None, address)
        return Held(lock, address)

    def hold(self, held: Held) -> None:
        """Keep what was taken, and listen for other windows that want it."""
        self.release()
        self._held = held
        if held.lock:
            self._listen(held.address)

    def release(self) -> None:
        """Let go of the folder."""
        if self._server:
            self._server.close()
            self._server.deleteLater()
            self._server = None
        if self._held and self._held.lock:
            self._held.lock.release()
        self._held = None

    def _address(self, key: str) -> str:
        path = str(self._root / f"{key}.socket")
        if len(path.encode("utf-8", "surrogateescape")) <= _LONGEST_SOCKET_PATH:
            return path
        # Qt puts a bare name into the folder of temporary files.
        return f"openfn-studio-{key}"

    def _listen(self, address: str) -> None:
        # Who held the lock before is gone, but after a crash its socket is still there.
        QLocalServer.removeServer(address)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._on_called)
        server.listen(address)
        self._server = server

    def _on_called(self) -> None:
        socket = self._server.nextPendingConnection() if self._server else None
        if socket:
            socket.disconnected.connect(socket.deleteLater)
            socket.write(_RAISE)
            socket.disconnectFromServer()
            self.raise_requested.emit()


def _raise_other(address: str, folder: Path) -> None:
    socket = QLocalSocket()
    socket.connectToServer(address)
    has_answered = socket.waitForConnected(_SLICE_MS) and _has_answered(socket)
    socket.abort()
    if not has_answered:
        raise EnvironmentProblem(
            f"{folder.name} is open in another window, which does not answer.",
            means="It was not opened a second time, so that no change is lost.",
            remedy="Close that window, or end its program, then try again.",
            place=Place(folder),
        )


def _has_answered(socket: QLocalSocket) -> bool:
    end = time.monotonic() + _ANSWER_SECONDS
    while time.monotonic() < end:
        # The answer may have come with the connection; waiting for more would then be in vain.
        if socket.bytesAvailable() > 0 or socket.waitForReadyRead(_SLICE_MS):
            return True
        # PySide holds the interpreter while it waits: the window must get its turn.
        time.sleep(_SLICE_MS / 1000)
    return False
