"""A keyring backend in memory, and vaults that use it."""

from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from openfn_studio.secrets.keychain import Keychain
from openfn_studio.secrets.passphrase import Cost
from openfn_studio.secrets.vault import Vault

QUICK = Cost(n=2**4, r=8, p=1)
"""So that a test waits for no passphrase; the real cost has tests of its own."""
ACCEPTED = {__name__: "Test Memory"}


class MemoryKeyring(KeyringBackend):
    """Keeps texts in a dictionary; may be told to refuse, each time with what it was given."""

    priority = 1  # pyright: ignore

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}
        self.refuses: set[str] = set()

    def get_password(self, service: str, username: str) -> str | None:
        self._refuse("get", username)
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._refuse("set", password)
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._refuse("delete", username)
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")

    def _refuse(self, call: str, given: str) -> None:
        if call in self.refuses:
            raise RuntimeError(f"cannot {call} {given}")


def keychain_of(backend: KeyringBackend, timeout_seconds: float = 10) -> Keychain:
    return Keychain(lambda: backend, ACCEPTED, timeout_seconds)  # pyright: ignore


def vault_in(folder: Path, backend: KeyringBackend) -> Vault:
    return Vault.open(folder / "vault", keychain_of(backend), QUICK)
