"""Why a vault is locked, and what a user is told about it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from openfn_studio.errors import StudioError
from openfn_studio.secrets.problems import VaultLocked

MIN_CHARS: Final = 8
"""The least of a new passphrase."""


class Reason(StrEnum):
    """Why a vault is locked, which decides what a user can be offered."""

    NEW = "new"
    """There is no key yet and no keychain for it: a passphrase or this session has to be chosen."""
    NEEDS_PASSPHRASE = "needs_passphrase"  # noqa: S105  # a word, not a passphrase
    UNREACHABLE = "unreachable"
    """The keychain that holds the key does not answer, is locked or refuses."""
    LOST = "lost"
    """The keychain answers, but it does not have this vault's key."""
    CLOSED = "closed"
    """It was locked on purpose; the keychain still holds the key."""


@dataclass(frozen=True, slots=True)
class Lock:
    """Why a vault is locked, in the three sentences of an error."""

    reason: Reason
    what: str
    means: str
    remedy: str

    def problem(self) -> VaultLocked:
        """Return the error for whoever needs the key now."""
        return VaultLocked(self.what, means=self.means, remedy=self.remedy)


_MEANS_WAIT = "Credentials cannot be used until it is unlocked; nothing was changed."

NEW = Lock(
    Reason.NEW,
    "The vault has no key yet.",
    "Credentials cannot be kept.",
    "Choose the keychain, a passphrase, or this session only.",
)
NEEDS_PASSPHRASE = Lock(
    Reason.NEEDS_PASSPHRASE, "The vault is locked.", _MEANS_WAIT, "Give its passphrase."
)
CLOSED = Lock(
    Reason.CLOSED, "The vault is locked.", _MEANS_WAIT, "Unlock it with this computer's keychain."
)


def no_keychain(problem: StudioError) -> Lock:
    """Return the lock of a new vault whose key no keychain takes."""
    return Lock(Reason.NEW, problem.what, NEW.means, problem.remedy)


def unreachable(problem: StudioError) -> Lock:
    """Return the lock of a vault whose keychain does not give the key now."""
    means = f"{problem.means} {_MEANS_WAIT}"
    remedy = "Unlock the keychain and try again, or start over with a new vault."
    return Lock(Reason.UNREACHABLE, problem.what, means, remedy)


def lost(kept_in: str, asked: str) -> Lock:
    """Return the lock of a vault whose keychain has no such key."""
    elsewhere = f" It was kept in {kept_in}." if kept_in != asked else ""
    return Lock(
        Reason.LOST,
        f"The vault's key is not in this computer's keychain ({asked}) any more.{elsewhere}",
        "The credentials kept with it cannot be opened and must be entered again. "
        "Nothing was deleted.",
        "Put the keychain's entry back if you can; else begin a new key with the keychain or a "
        "passphrase and enter the credentials again.",
    )
