"""The operating system's keychain, which holds the vault's key and nothing else.

Only real keychains are used. The keyring library may be set up, or extended by other packages, to
write plain text into a file: such backends are refused by the name of their module.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol, TypeVar, cast

import keyring
from keyring.errors import KeyringLocked, NoKeyringError

from openfn_studio.secrets.problems import KeychainUnavailable

SERVICE: Final = "openfn-studio"
TIMEOUT_SECONDS: Final = 15.0
"""How long a keychain may ask its user for a password before it counts as locked."""

REAL_KEYCHAINS: Final[Mapping[str, str]] = {
    "keyring.backends.SecretService": "Secret Service",
    "keyring.backends.libsecret": "Secret Service",
    "keyring.backends.kwallet": "KDE Wallet",
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": "Windows Credential Manager",
}
"""Modules of backends that encrypt what they keep, and what people call them."""

_OTHERWISE = "Choose a passphrase, or keep credentials for this session only."
_Answer = TypeVar("_Answer")


class Keyring(Protocol):
    """What is used of a backend of the keyring library."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is kept, or None when there is no such entry."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a text."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Forget a text."""
        ...


def system_keyring() -> Keyring:
    """Return what the keyring library chooses on this computer, real or not."""
    return cast("Keyring", keyring.get_keyring())


class Keychain:
    """One text an account, in a real keychain, each call within a time-out.

    A locked keychain may wait for a window that nobody can see; so every call runs in a thread of
    its own that is left behind when it takes too long.

    Args:
        find: Returns the backend to use; the keyring library's choice unless a test says otherwise.
        accepted: Names of modules whose backends are real, with the words for them.
        timeout_seconds: How long one call may take.
    """

    def __init__(
        self,
        find: Callable[[], Keyring] = system_keyring,
        accepted: Mapping[str, str] = REAL_KEYCHAINS,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._find = find
        self._accepted = accepted
        self._timeout_seconds = timeout_seconds

    def name(self) -> str:
        """Return what people call this keychain.

        Raises:
            KeychainUnavailable: There is no real one.
        """
        return self._ask(self._words_for)

    def read(self, account: str) -> str | None:
        """Return the account's text, or None when the keychain has no such entry.

        Raises:
            KeychainUnavailable: There is no real keychain, it is locked, or it refuses.
        """
        return self._ask(lambda backend: backend.get_password(SERVICE, account))

    def write(self, account: str, text: str) -> None:
        """Keep a text and make sure that it comes back.

        Raises:
            KeychainUnavailable: There is no real keychain, it is locked, or it refuses.
        """
        self._ask(lambda backend: backend.set_password(SERVICE, account, text))
        if self.read(account) != text:
            raise KeychainUnavailable(
                "The keychain did not keep the vault's key.",
                means="Credentials cannot be kept with it.",
                remedy=_OTHERWISE,
            )

    def delete(self, account: str) -> None:
        """Forget an account's text; that there is none is no error.

        Raises:
            KeychainUnavailable: There is no real keychain, it is locked, or it refuses.
        """
        if self.read(account) is not None:
            self._ask(lambda backend: backend.delete_password(SERVICE, account))

    def _ask(self, question: Callable[[Keyring], _Answer]) -> _Answer:
        call = _Call(lambda: question(self._real_backend()))
        call.start()
        call.join(self._timeout_seconds)
        if call.is_alive():
            raise KeychainUnavailable(
                f"The keychain did not answer within {self._timeout_seconds:g} seconds.",
                means="It is probably locked and waits for its password.",
                remedy=f"Unlock the keychain and try again. {_OTHERWISE}",
            )
        if call.error is not None:
            raise _translated(call.error)
        return cast("_Answer", call.answer)

    def _real_backend(self) -> Keyring:
        """Find it each time: a service may start or end while the program runs."""
        chosen = self._find()
        for backend in _members_of(chosen):
            if self._words_for(backend):
                return backend
        raise NoKeyringError

    def _words_for(self, backend: Keyring) -> str:
        module = type(backend).__module__
        for accepted, words in self._accepted.items():
            if module == accepted or module.startswith(accepted + "."):
                return words
        return ""


class _Call(threading.Thread):
    """One question to a keychain, whose answer or error is read once it has ended."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__(name="keychain", daemon=True)
        self._work = work
        self.answer: Any = None
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.answer = self._work()
        # The thread's edge: backends raise errors of D-Bus, GLib, COM and others, which cannot be
        # imported where they are not installed. Whoever waits gets a translation of any of them.
        except Exception as error:  # noqa: BLE001
            self.error = error


def _members_of(chosen: Keyring) -> Iterable[Keyring]:
    """Return a chain's backends, best first; any other backend itself."""
    if type(chosen).__module__ == "keyring.backends.chainer":
        return cast("Iterable[Keyring]", getattr(chosen, "backends", ()))
    return (chosen,)


def _translated(error: Exception) -> KeychainUnavailable:
    """Name the error's kind only: its text and its frames may hold the key."""
    if isinstance(error, NoKeyringError):
        return KeychainUnavailable(
            "This computer has no keychain that can be used.",
            means="The vault's key cannot be kept in it.",
            remedy=_OTHERWISE,
        )
    if isinstance(error, KeyringLocked):
        return KeychainUnavailable(
            "This computer's keychain is locked.",
            means="The vault's key cannot be read from it.",
            remedy=f"Unlock the keychain and try again. {_OTHERWISE}",
        )
    return KeychainUnavailable(
        f"This computer's keychain refused ({type(error).__name__}).",
        means="The vault's key cannot be kept in it or read from it.",
        remedy=f"Unlock or repair the keychain and try again. {_OTHERWISE}",
    )
