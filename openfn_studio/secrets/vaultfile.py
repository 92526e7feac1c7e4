"""The vault's file: which keys there are and how each is kept. A key is in it only wrapped."""

import contextlib
import os
import tempfile
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Final, Literal
from uuid import uuid4

import msgspec
from filelock import FileLock, Timeout

from openfn_studio.errors import EnvironmentProblem, Place
from openfn_studio.secrets.passphrase import WrappedKey, unwrap
from openfn_studio.secrets.sealing import Key

FILE_NAME: Final = "vault.json"
VERSION: Final = 1

Kept = Literal["keychain", "passphrase"]

_LOCK_NAME = "vault.lock"
_LOCK_SECONDS = 60
"""Longer than a keychain takes to time out while another process holds the lock."""


class KeyRecord(msgspec.Struct, frozen=True):
    """One key of a vault, without the key."""

    number: int
    check: bytes
    """Recognises the key: see ``Key.check``."""
    wrapped: WrappedKey | None = None
    """The key under its passphrase; None when the keychain holds it."""


class VaultRecord(msgspec.Struct, frozen=True):
    """What the file holds."""

    version: int
    vault_id: str
    kept: Kept
    keys: tuple[KeyRecord, ...]
    """Oldest first. There are two only between the start and the end of a change of key."""
    keychain: str = ""
    """What the keychain was called that got the key."""

    def account(self, key: KeyRecord) -> str:
        """Return the keychain account of one of the keys."""
        return f"{self.vault_id}-{key.number}"

    def is_of(self, keys: Sequence[Key]) -> bool:
        """Say whether exactly these are the vault's keys."""
        return len(keys) == len(self.keys) and all(
            key.matches(entry.check) for key, entry in zip(keys, self.keys, strict=True)
        )

    def unwrapped(self, passphrase: str) -> tuple[Key, ...]:
        """Return the keys of a vault that is kept by a passphrase.

        Raises:
            WrongPassphrase: It does not open them.
        """
        wrapped = [entry.wrapped for entry in self.keys if entry.wrapped is not None]
        return tuple(unwrap(key, passphrase) for key in wrapped)

    def is_sound(self) -> bool:
        """Say whether its parts fit together."""
        wrapped = [key.wrapped is not None for key in self.keys]
        return bool(wrapped) and all(is_it == (self.kept == "passphrase") for is_it in wrapped)


class _Head(msgspec.Struct):
    version: int


class VaultFile:
    """Reads and replaces ``vault.json`` in a folder that only its user can enter."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / FILE_NAME

    def read(self) -> VaultRecord | None:
        """Return what the file holds, or None when there is no vault yet.

        Raises:
            EnvironmentProblem: It cannot be read, is damaged, or a newer version wrote it.
        """
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._problem(f"cannot be read: {error.strerror}") from error
        return self._decoded(data)

    def write(self, record: VaultRecord) -> None:
        """Replace the file; that of another vault is kept beside it under a numbered name.

        Raises:
            EnvironmentProblem: It cannot be written; the old file is untouched.
        """
        old = self.read()
        try:
            self._make_folder()
            if old is not None and old.vault_id != record.vault_id:
                self._replace(self._name_aside(), self.path.read_bytes())
            self._replace(self.path, msgspec.json.format(msgspec.json.encode(record), indent=2))
        except OSError as error:
            raise self._problem(f"cannot be written: {error.strerror}") from error

    def set_aside(self) -> Path | None:
        """Give the file a numbered name, so that a new vault can begin.

        Returns:
            Where it is now, or None when there was none.

        Raises:
            EnvironmentProblem: It cannot be renamed.
        """
        try:
            return self.path.rename(self._name_aside())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._problem(f"cannot be renamed: {error.strerror}") from error

    @contextlib.contextmanager
    def lock(self) -> Generator[None]:
        """Keep other processes of ours from changing the vault.

        Raises:
            EnvironmentProblem: Another process keeps it locked, or the folder cannot be written.
        """
        try:
            self._make_folder()
            held = FileLock(self._folder / _LOCK_NAME, mode=0o600).acquire(timeout=_LOCK_SECONDS)
        except Timeout:
            raise EnvironmentProblem(
                "Another OpenFn Studio is changing the vault and does not end.",
                means="The vault was not changed.",
                remedy="Close the other window or command, then try again.",
            ) from None
        except OSError as error:
            raise self._problem(f"cannot be locked: {error.strerror}") from error
        with held:
            yield

    def _decoded(self, data: bytes) -> VaultRecord:
        try:
            version = msgspec.json.decode(data, type=_Head).version
            if version > VERSION:
                raise self._problem(
                    "was written by a newer version", "Update OpenFn Studio, then try again."
                )
            record = msgspec.json.decode(data, type=VaultRecord)
        except (msgspec.DecodeError, UnicodeDecodeError):
            record = None
        if record is None or not record.is_sound():
            raise self._problem(
                "is damaged", "Put it back from a backup, or rename it to begin a new vault."
            )
        return record

    def _make_folder(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)

    def _name_aside(self) -> Path:
        number = 1
        while (aside := self.path.with_name(f"vault-old-{number}.json")).exists():
            number += 1
        return aside

    def _replace(self, path: Path, data: bytes) -> None:
        """Write a temporary file, which only its owner can read, and put it in place."""
        descriptor, name = tempfile.mkstemp(prefix=".~vault.", dir=self._folder)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(self._folder)

    def _problem(self, what: str, remedy: str = "") -> EnvironmentProblem:
        return EnvironmentProblem(
            f"The vault's file {what}.",
            means="The credentials stay locked; nothing was changed.",
            remedy=remedy
            or "Check the rights of the file and its folder and the room on the disk.",
            place=Place(self.path),
        )


def record_of(
    keys: tuple[Key, ...],
    old: VaultRecord | None,
    kept: Kept,
    wrapped: Sequence[WrappedKey | None],
    keychain: str = "",
) -> VaultRecord:
    """Describe keys: under the vault's id when they are its own, else as a new vault."""
    if old is not None and old.is_of(keys):
        vault_id, numbers = old.vault_id, [entry.number for entry in old.keys]
    else:
        vault_id, numbers = uuid4().hex, [*range(1, len(keys) + 1)]
    entries = tuple(
        KeyRecord(number, key.check(), wrapping)
        for number, key, wrapping in zip(numbers, keys, wrapped, strict=True)
    )
    return VaultRecord(VERSION, vault_id, kept, entries, keychain)


def _sync_folder(folder: Path) -> None:
    """Make the rename survive a power cut. Windows cannot do this and orders renames itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems do not know this call; the file itself is safe.
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
