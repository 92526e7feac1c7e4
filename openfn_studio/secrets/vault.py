"""The vault: one key that seals credential bodies, and the three places where it may be kept."""

import contextlib
import logging
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from openfn_studio.errors import UserInputProblem
from openfn_studio.secrets import locks
from openfn_studio.secrets.keychain import SERVICE, Keychain
from openfn_studio.secrets.locks import Lock, Reason
from openfn_studio.secrets.passphrase import STANDARD, Cost, wrap
from openfn_studio.secrets.problems import KeychainUnavailable, SealBroken
from openfn_studio.secrets.sealing import KEY_BYTES, Key, open_sealed, seal
from openfn_studio.secrets.vaultfile import KeyRecord, VaultFile, VaultRecord, record_of

_LOG = logging.getLogger(__name__)

Reseal = Callable[[str, bytes], bytes]
"""Takes a credential's id and its sealed body, returns the body sealed with the new key."""


_KEPT, _FOR_SESSION = b"k", b"s"
"""How a key that is handed over begins: kept by the vault's file, or by a process only."""


class Mode(StrEnum):
    """Where the vault's key is."""

    KEYCHAIN = "keychain"
    PASSPHRASE = "passphrase"  # noqa: S105  # a word, not a passphrase
    SESSION = "session"
    LOCKED = "locked"


class Vault:
    """Seals credential bodies and opens them again.

    Use one from one thread at a time. Other processes may use the same folder; while one of them
    changes the key with ``rekey``, nobody else may write sealed records.
    """

    def __init__(self, folder: Path, keychain: Keychain, cost: Cost = STANDARD) -> None:
        self._file = VaultFile(folder)
        self._cost = cost
        self._keychain = keychain
        self._keys: tuple[Key, ...] = ()
        self._mode = Mode.LOCKED
        self._lock: Lock | None = locks.NEW
        self._keychain_name = ""
        self._seen: VaultRecord | None = None
        """The file as this object last saw it: another process may have replaced it since."""

    @classmethod
    def open(cls, folder: Path, keychain: Keychain | None = None, cost: Cost = STANDARD) -> "Vault":
        """Open the vault of a folder; the first time, begin one in the keychain.

        Where there is no usable keychain, or the key needs a passphrase, the vault is ``locked``
        until somebody chooses: nothing is ever kept in plain text.

        Args:
            folder: ``vault`` in the data folder; it is made when something is written.
            keychain: This computer's, unless given.
            cost: How much work one guess at a passphrase is, for passphrases chosen from now on.

        Raises:
            EnvironmentProblem: The vault's file is damaged or cannot be read or written.
        """
        vault = cls(folder, keychain or Keychain(), cost)
        vault._read_again()
        return vault

    @classmethod
    def join(cls, folder: Path, handed: bytes, keychain: Keychain | None = None) -> "Vault":
        """Open the vault with what another process of ours got from ``hand_over``.

        When the key was changed in between, the vault is opened as if nothing had been handed over.

        Raises:
            UserInputProblem: This was not handed over by ``hand_over``.
        """
        kind, keys = handed[:1], handed[1:]
        if kind not in (_KEPT, _FOR_SESSION) or not keys or len(keys) % KEY_BYTES:
            raise UserInputProblem(
                "What was handed over is not the vault's key.",
                means="The vault stays locked.",
                remedy="Start this program again from the window.",
            )
        vault = cls(folder, keychain or Keychain())
        pieces = range(0, len(keys), KEY_BYTES)
        given = tuple(Key(keys[start : start + KEY_BYTES]) for start in pieces)
        record = vault._file.read()
        if kind == _FOR_SESSION:
            vault._unlock_for_session(given)
        elif record is not None and record.is_of(given):
            vault._unlock_as(record, given)
        else:
            vault._read_again()
        return vault

    @property
    def mode(self) -> Mode:
        """Where the key is now."""
        return self._mode

    @property
    def locked(self) -> Lock | None:
        """Why the vault is locked, or None when it is open."""
        return self._lock

    @property
    def is_rekey_unfinished(self) -> bool:
        """Say whether a change of key was interrupted: call ``rekey`` to finish it."""
        return len(self._keys) > 1

    def where(self) -> str:
        """Say in words where the key is kept, to be shown after "The key is"."""
        return {
            Mode.KEYCHAIN: f"kept in this computer's keychain ({self._keychain_name})",
            Mode.PASSPHRASE: "kept on this computer, sealed with your passphrase",
            Mode.SESSION: "kept in memory only, until OpenFn Studio closes",
            Mode.LOCKED: "not at hand: the vault is locked",
        }[self._mode]

    def seal(self, credential_id: str, body: Mapping[str, Any]) -> bytes:
        """Seal a credential's body.

        Raises:
            VaultLocked: There is no key at hand.
            UserInputProblem: The body is no JSON object.
        """
        self._follow_file()
        return seal(self._open_keys()[-1], credential_id, body)

    def open_body(self, credential_id: str, sealed: bytes) -> dict[str, Any]:
        """Return the body that was sealed for this credential.

        Raises:
            VaultLocked: There is no key at hand.
            SealBroken: The record is damaged, another credential's, or of another key.
        """
        try:
            return _opened_by_one_of(self._open_keys(), credential_id, sealed)
        except SealBroken:
            if not self._follow_file():
                raise
        return _opened_by_one_of(self._open_keys(), credential_id, sealed)

    def unlock(self, passphrase: str) -> None:
        """Open a vault that is kept by a passphrase.

        Raises:
            WrongPassphrase: It is not the one.
            UserInputProblem: This vault has no passphrase.
        """
        record = self._file.read()
        if record is None or record.kept != "passphrase":
            raise UserInputProblem(
                "This vault is not kept by a passphrase.",
                means="Nothing was changed.",
                remedy="Unlock the keychain instead, or choose a passphrase for a new vault.",
            )
        self._unlock_as(record, record.unwrapped(passphrase))

    def lock(self) -> None:
        """Forget the key. One of this session only is gone for good, with what it sealed."""
        record = self._file.read()
        if record is None:
            self._close(record, locks.NEW)
        else:
            is_kept_here = record.kept == "keychain"
            self._close(record, locks.CLOSED if is_kept_here else locks.NEEDS_PASSPHRASE)

    def use_passphrase(self, passphrase: str) -> None:
        """Keep the key by a passphrase from now on; with no key yet or a lost one, begin a new one.

        Sealed bodies stay as they are. The keychain's copy is removed.

        Raises:
            UserInputProblem: It is too short.
            VaultLocked: There is a key, it is only not at hand: see ``start_over``.
            KeychainUnavailable: The passphrase is set, but the keychain did not let go of the key.
        """
        with self._file.lock():
            keys = self._keys_to_keep()
            old = self._file.read()
            wrapped = [wrap(key, passphrase, self._cost) for key in keys]
            record = record_of(keys, old, "passphrase", wrapped)
            self._file.write(record)
            self._unlock_as(record, keys)
            _LOG.info("The vault's key is kept by a passphrase now.")
            if old is not None and old.kept == "keychain" and old.vault_id == record.vault_id:
                self._remove_from_keychain(old, old.keys)

    def change_passphrase(self, current: str, new: str) -> None:
        """Ask for the present passphrase, then keep the same key by a new one.

        Raises:
            WrongPassphrase: ``current`` is not the one.
            UserInputProblem: The new one is too short, or this vault has no passphrase.
        """
        self.unlock(current)
        self.use_passphrase(new)

    def use_keychain(self) -> None:
        """Keep the key in the keychain from now on; with no key yet or a lost one, begin a new one.

        A vault that was locked because the keychain did not answer is tried again.

        Raises:
            KeychainUnavailable: There is no real keychain, it is locked, or it refuses.
            VaultLocked: There is a key, but its passphrase or its keychain does not give it now,
                or the keychain has lost it: then call this once more to begin a new one.
        """
        if self._lock and self._lock.reason in (Reason.UNREACHABLE, Reason.CLOSED):
            self._read_again()
            self._open_keys()
            return
        with self._file.lock():
            keys = self._keys_to_keep()
            self._keep_in_keychain(keys)
        _LOG.info("The vault's key is kept in the keychain now (%s).", self._keychain_name)

    def use_session_only(self) -> None:
        """Work with a key that ends with this program; what is kept on disk is left alone.

        Raises:
            UserInputProblem: The vault is open with a key that is kept.
        """
        if self._mode in (Mode.KEYCHAIN, Mode.PASSPHRASE):
            raise UserInputProblem(
                "The vault is open and its key is kept already.",
                means="With a key for this session only, its credentials could not be opened.",
                remedy="Lock the vault first.",
            )
        if self._mode is Mode.LOCKED:
            self._unlock_for_session((Key.new(),))

    def start_over(self) -> Path | None:
        """Give up a key that cannot be reached any more. Credentials must then be entered again.

        Nothing is deleted: the vault's file is renamed, a key in a keychain stays there.

        Returns:
            The renamed file, or None when there was none.
        """
        with self._file.lock():
            aside = self._file.set_aside()
            self._close(None, locks.NEW)
        return aside

    def rekey(self, reseal_all: Callable[[Reseal], None], passphrase: str = "") -> None:
        """Change the key.

        Both keys are kept until the end, so that a crash or an error at any moment leaves every
        record readable; the next call then finishes what was begun.

        Args:
            reseal_all: Replaces every sealed record by what its argument makes of it, in one
                transaction, and returns when that is safe on disk.
            passphrase: The present one, when the vault is kept by a passphrase.

        Raises:
            VaultLocked: There is no key at hand.
            WrongPassphrase: It is not the vault's.
        """
        with self._file.lock():
            self._follow_file()
            if len(self._open_keys()) == 1:
                self._add_key(passphrase)
            reseal_all(self._reseal)
            self._drop_old_keys()
        _LOG.info("The vault has a new key.")

    def hand_over(self) -> bytes:
        """Return the key for ``join`` in a process that this one starts: by a pipe, nowhere else.

        Raises:
            VaultLocked: There is no key at hand.
        """
        keys = b"".join(key.to_bytes() for key in self._open_keys())
        return (_FOR_SESSION if self._mode is Mode.SESSION else _KEPT) + keys

    def __repr__(self) -> str:
        return f"<Vault: {self._mode.value}>"

    def _read_again(self) -> None:
        record = self._file.read()
        if record is None:
            self._begin()
        else:
            self._load(record)

    def _begin(self) -> None:
        """Make a first key in the keychain, unless there is none or another process was faster."""
        try:
            self._keychain.name()
            with self._file.lock():
                record = self._file.read()
                if record is None:
                    self._keep_in_keychain((Key.new(),))
                else:
                    self._load(record)
        except KeychainUnavailable as problem:
            self._close(None, locks.no_keychain(problem))

    def _load(self, record: VaultRecord) -> None:
        if record.kept == "passphrase":
            self._close(record, locks.NEEDS_PASSPHRASE)
            return
        try:
            asked = self._keychain.name()
            texts = [self._keychain.read(record.account(key)) for key in record.keys]
        except KeychainUnavailable as problem:
            self._close(record, locks.unreachable(problem))
            return
        keys = _keys_from(texts)
        if record.is_of(keys):
            self._unlock_as(record, keys)
        else:
            self._close(record, locks.lost(record.keychain, asked))

    def _follow_file(self) -> bool:
        """Take over what another process did to the vault.

        Returns:
            Whether there was anything.
        """
        record = self._file.read()
        if record == self._seen or self._mode is Mode.SESSION:
            return False
        if record is None:
            self._close(None, locks.NEW)
        elif record.is_of(self._keys):
            self._unlock_as(record, self._keys)
        else:
            self._load(record)
        return True

    def _keys_to_keep(self) -> tuple[Key, ...]:
        """Return the keys at hand, or a new one where there is none that could be reached."""
        self._follow_file()
        if self._lock and self._lock.reason in (Reason.NEW, Reason.LOST):
            return (Key.new(),)
        return self._open_keys()

    def _open_keys(self) -> tuple[Key, ...]:
        if self._lock:
            raise self._lock.problem()
        return self._keys

    def _keep_in_keychain(self, keys: tuple[Key, ...]) -> None:
        """Store the keys, then say so in the file: the file never names a key that is nowhere."""
        name = self._keychain.name()
        record = record_of(keys, self._file.read(), "keychain", [None] * len(keys), name)
        for entry, key in zip(record.keys, keys, strict=True):
            self._keychain.write(record.account(entry), key.to_text())
        self._file.write(record)
        self._unlock_as(record, keys)

    def _remove_from_keychain(self, record: VaultRecord, entries: tuple[KeyRecord, ...]) -> None:
        try:
            for entry in entries:
                self._keychain.delete(record.account(entry))
        except KeychainUnavailable:
            raise KeychainUnavailable(
                "The vault's key is kept as you asked, but the keychain did not let go of a copy.",
                means="Whoever can open the keychain can read that copy.",
                remedy=f"Remove the entry of {SERVICE} from the keychain by hand.",
            ) from None

    def _add_key(self, passphrase: str) -> None:
        """Put a new key beside the present one, kept in the same way."""
        key = Key.new()
        record = self._seen
        if record is None or self._mode is Mode.SESSION:
            self._unlock_for_session((*self._keys, key))
            return
        newest = record.keys[-1]
        wrapped = None
        if record.kept == "passphrase":
            # Both keys have to open with the same passphrase: this refuses a wrong one.
            record.unwrapped(passphrase)
            wrapped = wrap(key, passphrase, self._cost)
        entry = KeyRecord(newest.number + 1, key.check(), wrapped)
        longer = msgspec.structs.replace(record, keys=(*record.keys, entry))
        if record.kept == "keychain":
            self._keychain.write(longer.account(entry), key.to_text())
        self._file.write(longer)
        self._unlock_as(longer, (*self._keys, key))

    def _drop_old_keys(self) -> None:
        record = self._seen
        if record is None or self._mode is Mode.SESSION:
            self._unlock_for_session(self._keys[-1:])
            return
        shorter = msgspec.structs.replace(record, keys=record.keys[-1:])
        self._file.write(shorter)
        self._unlock_as(shorter, self._keys[-1:])
        if record.kept == "keychain":
            self._remove_from_keychain(record, record.keys[:-1])

    def _reseal(self, credential_id: str, sealed: bytes) -> bytes:
        body = _opened_by_one_of(self._keys, credential_id, sealed)
        return seal(self._keys[-1], credential_id, body)

    def _unlock_as(self, record: VaultRecord, keys: tuple[Key, ...]) -> None:
        self._mode, self._keys, self._lock = Mode(record.kept), keys, None
        self._keychain_name, self._seen = record.keychain, record

    def _unlock_for_session(self, keys: tuple[Key, ...]) -> None:
        self._mode, self._keys, self._lock = Mode.SESSION, keys, None

    def _close(self, record: VaultRecord | None, lock: Lock) -> None:
        self._mode, self._keys, self._lock, self._seen = Mode.LOCKED, (), lock, record


def _keys_from(texts: Iterable[str | None]) -> tuple[Key, ...]:
    """Return the keys, or nothing when one is missing or is no key."""
    try:
        return tuple(Key.from_text(text or "") for text in texts)
    except ValueError:
        return ()


def _opened_by_one_of(keys: tuple[Key, ...], owner: str, sealed: bytes) -> dict[str, Any]:
    for newer in reversed(keys[1:]):
        with contextlib.suppress(SealBroken):
            return open_sealed(newer, owner, sealed)
    return open_sealed(keys[0], owner, sealed)
