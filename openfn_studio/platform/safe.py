"""Credentials' bodies: sealed on the way in, opened for a run. Any thread may use it."""

import threading
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from openfn_studio.errors import StudioError
from openfn_studio.secrets.locks import Reason
from openfn_studio.secrets.problems import VaultLocked
from openfn_studio.secrets.vault import Vault


class Safe:
    """A vault that several threads may use, one at a time.

    Args:
        vault: The vault, or what opens it when it is needed first; None counts as locked.
    """

    def __init__(self, vault: Vault | Callable[[], Vault] | None) -> None:
        self._given = vault
        self._lock = threading.Lock()

    @property
    def locked(self) -> StudioError | None:
        """Why bodies can neither be opened nor sealed now; None when they can."""
        with self._lock:
            try:
                lock = self._opened().locked
            except StudioError as problem:
                return problem
            return lock.problem() if lock else None

    @staticmethod
    def new_name() -> str:
        """Return whom the body of a new credential is sealed for."""
        return str(uuid4())

    def seal(self, name: str, body: Mapping[str, Any]) -> bytes:
        """Seal a body.

        Raises:
            StudioError: The vault is locked, or the body is no JSON object.
        """
        with self._lock:
            return self._opened().seal(name, body)

    def open(self, name: str, sealed: bytes) -> dict[str, Any]:
        """Return a body that was sealed.

        Raises:
            StudioError: The vault is locked, or the record is damaged or another's.
        """
        with self._lock:
            return self._opened().open_body(name, sealed)

    def unlock(self, passphrase: str) -> None:
        """Open a vault that is kept by a passphrase, or begin one that has no key yet.

        Raises:
            StudioError: It is not the passphrase, it is too short, or the vault has another lock.
        """
        with self._lock:
            vault = self._opened()
            lock = vault.locked
            if lock is not None and lock.reason is Reason.NEW:
                vault.use_passphrase(passphrase)
            else:
                vault.unlock(passphrase)

    def where(self) -> str:
        """Say where the key is, to be shown after "The key is".

        Raises:
            StudioError: The vault's file is damaged.
        """
        with self._lock:
            return self._opened().where()

    def _opened(self) -> Vault:
        if self._given is None:
            raise _no_vault()
        if not isinstance(self._given, Vault):
            self._given = self._given()
        return self._given


def _no_vault() -> VaultLocked:
    return VaultLocked(
        "There is no vault.",
        means="Credentials cannot be kept or used.",
        remedy="Start the platform with one.",
    )
