"""Credential values on this computer: one sealed file each, opened by the vault's key."""

import hashlib
import importlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openfn_studio.errors import EnvironmentProblem, StudioError
from openfn_studio.secrets.locks import MIN_CHARS, Reason
from openfn_studio.workspace.atomic import save_atomically

if TYPE_CHECKING:
    from openfn_studio.secrets.vault import Vault

FOLDER = "vault"
_SEALED = "credentials"

_SESSION = "session"

OpenVault = Callable[[Path], "Vault"]


def open_vault(folder: Path) -> "Vault":
    """Open the vault of a folder.

    Its room is loaded only now: keyring and cryptography take a tenth of a second, which the start
    of the window does not have.
    """
    return importlib.import_module("openfn_studio.secrets.vault").Vault.open(folder)


@dataclass(frozen=True, slots=True)
class SealingFact:
    """Whether values can be kept, and what it takes."""

    is_open: bool
    where: str
    """Where the key is, to be shown after "The key is"."""
    can_choose_passphrase: bool = False
    """There is no key yet: a passphrase begins one."""
    needs_passphrase: bool = False
    """The key is there and wants its passphrase."""
    problem: StudioError | None = None
    """Why it is closed."""
    least_chars: int = MIN_CHARS
    """How long a new passphrase must be."""


class SealedValues:
    """Keeps credential values sealed. All methods wait for the disk, and some for the keychain.

    Args:
        root: The user data folder.
        open_vault: Opens the vault of a folder.
    """

    def __init__(self, root: Path, open_vault: OpenVault = open_vault) -> None:
        self._folder = root / FOLDER
        self._open_vault = open_vault
        self._lock = threading.Lock()
        self._vault: Vault | None = None

    def fact(self) -> SealingFact:
        """Return whether values can be kept now.

        Raises:
            StudioError: The vault is damaged or cannot be read.
        """
        with self._lock:
            vault = self._opened()
            lock = vault.locked
            if lock is None:
                return SealingFact(vault.mode != _SESSION, vault.where())
            return SealingFact(
                False,
                vault.where(),
                can_choose_passphrase=lock.reason in (Reason.NEW, Reason.LOST),
                needs_passphrase=lock.reason is Reason.NEEDS_PASSPHRASE,
                problem=lock.problem(),
            )

    def use_passphrase(self, passphrase: str) -> None:
        """Open the vault by its passphrase, or begin one with it when there is none.

        Raises:
            StudioError: It is not the one, or too short.
        """
        with self._lock:
            vault = self._opened()
            if vault.locked and vault.locked.reason is Reason.NEEDS_PASSPHRASE:
                vault.unlock(passphrase)
            else:
                vault.use_passphrase(passphrase)

    def keep(self, credential: str, body: Mapping[str, Any]) -> None:
        """Seal a credential's values and keep them.

        Raises:
            StudioError: The vault is locked, or the disk refuses.
        """
        with self._lock:
            sealed = self._opened().seal(credential, body)
            file = self._file(credential)
            try:
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise EnvironmentProblem(
                    f"The folder of the credentials cannot be made: {error.strerror}.",
                    means="The values were not kept.",
                ) from error
            save_atomically(file, sealed)

    def has(self, credential: str) -> bool:
        """Say whether values are kept, opened or not."""
        return self._file(credential).is_file()

    def read(self, credential: str) -> dict[str, Any]:
        """Return the values.

        Raises:
            StudioError: There are none, the vault is locked, or the file is damaged.
        """
        try:
            sealed = self._file(credential).read_bytes()
        except OSError as error:
            raise EnvironmentProblem(
                f"The credential's values cannot be read: {error.strerror}.",
                means="Nothing was run.",
                remedy="Enter the values again.",
            ) from error
        with self._lock:
            return self._opened().open_body(credential, sealed)

    def forget(self, credential: str) -> None:
        """Delete the values, if there are any."""
        self._file(credential).unlink(missing_ok=True)

    def _opened(self) -> "Vault":
        if self._vault is None:
            self._vault = self._open_vault(self._folder)
        return self._vault

    def _file(self, credential: str) -> Path:
        # Its name may hold anything, and must not be read off the folder.
        name = hashlib.sha256(credential.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / _SEALED / f"{name}.sealed"
