"""Wrapping the vault's key with a passphrase: scrypt makes a key of it, AES-256-GCM wraps.

Only the wrapping depends on the passphrase, so that a new one changes no sealed credential.
"""

import os
import unicodedata
from dataclasses import dataclass
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from openfn_studio.errors import EnvironmentProblem, UserInputProblem
from openfn_studio.secrets.locks import MIN_CHARS
from openfn_studio.secrets.problems import WrongPassphrase
from openfn_studio.secrets.sealing import KEY_BYTES, NONCE_BYTES, Key

_SALT_BYTES = 16
_CONTEXT = "openfn-studio vault key"
_MAX_N, _MAX_R, _MAX_P = 2**20, 16, 4
"""Above these the file was tampered with: it would only eat memory."""


@dataclass(frozen=True, slots=True)
class Cost:
    """How much work one guess at a passphrase is; memory is ``128 * n * r`` bytes."""

    n: int
    r: int
    p: int


STANDARD: Final = Cost(n=2**17, r=8, p=1)
"""128 MB and about a third of a second."""


class WrappedKey(msgspec.Struct, frozen=True):
    """A vault key that only its passphrase opens, with what is needed to derive from that."""

    n: int
    r: int
    p: int
    salt: bytes
    nonce: bytes
    sealed: bytes

    @property
    def cost(self) -> Cost:
        """Return the work it was wrapped with."""
        return Cost(self.n, self.r, self.p)


def wrap(key: Key, passphrase: str, cost: Cost = STANDARD) -> WrappedKey:
    """Wrap a key under a fresh salt.

    Raises:
        UserInputProblem: The passphrase is too short.
        EnvironmentProblem: There is not enough memory.
    """
    text = _normal(passphrase)
    if len(text) < MIN_CHARS:
        raise UserInputProblem(
            f"The passphrase is shorter than {MIN_CHARS} characters.",
            means="Nothing was changed.",
            remedy="Use a longer one, for example several words.",
        )
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(NONCE_BYTES)
    sealed = AESGCM(_derive(text, salt, cost)).encrypt(nonce, key.to_bytes(), _associated(cost))
    return WrappedKey(cost.n, cost.r, cost.p, salt, nonce, sealed)


def unwrap(wrapped: WrappedKey, passphrase: str) -> Key:
    """Return the key. A wrong passphrase takes as long as the right one.

    Raises:
        WrongPassphrase: It does not open this key.
        EnvironmentProblem: What stands beside the key is damaged, or memory is short.
    """
    _refuse_damaged(wrapped)
    derived = _derive(_normal(passphrase), wrapped.salt, wrapped.cost)
    try:
        raw = AESGCM(derived).decrypt(wrapped.nonce, wrapped.sealed, _associated(wrapped.cost))
    except InvalidTag:
        raise WrongPassphrase(
            "The passphrase does not open the vault.",
            means="The credentials stay locked; nothing was changed.",
            remedy="Check the keyboard layout and capital letters, then try again.",
        ) from None
    return Key(raw)


def rewrap(wrapped: WrappedKey, current: str, new: str, cost: Cost = STANDARD) -> WrappedKey:
    """Wrap the same key with another passphrase.

    Raises:
        WrongPassphrase: ``current`` does not open this key.
        UserInputProblem: ``new`` is too short.
    """
    return wrap(unwrap(wrapped, current), new, cost)


def _derive(text: str, salt: bytes, cost: Cost) -> bytes:
    work = Scrypt(salt=salt, length=KEY_BYTES, n=cost.n, r=cost.r, p=cost.p)
    try:
        return work.derive(text.encode("utf-8", "surrogatepass"))
    except MemoryError:
        raise EnvironmentProblem(
            "There is not enough memory to check a passphrase.",
            means=f"It takes {cost.n * cost.r * 128 >> 20} MB, on purpose; nothing was changed.",
            remedy="Close other programs and try again.",
        ) from None


def _normal(passphrase: str) -> str:
    """Return one spelling of texts that look the same: systems type an é differently."""
    return unicodedata.normalize("NFC", passphrase)


def _associated(cost: Cost) -> bytes:
    return f"{_CONTEXT} {cost.n} {cost.r} {cost.p}".encode()


def _refuse_damaged(wrapped: WrappedKey) -> None:
    n, r, p = wrapped.n, wrapped.r, wrapped.p
    is_sound = (
        1 < n <= _MAX_N
        and n & (n - 1) == 0
        and 0 < r <= _MAX_R
        and 0 < p <= _MAX_P
        and len(wrapped.salt) == _SALT_BYTES
        and len(wrapped.nonce) == NONCE_BYTES
    )
    if not is_sound:
        raise EnvironmentProblem(
            "The vault's file is damaged: the key is wrapped in a way that cannot be.",
            means="The credentials stay locked; nothing was changed.",
            remedy="Put the file back from a backup, or start a new vault.",
        )
