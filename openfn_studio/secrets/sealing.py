"""Sealing JSON bodies with AES-256-GCM.

A sealed record is a version byte, a nonce of 12 bytes, and the ciphertext with its tag. What it is
for and whose it is are authenticated with it, so that a record put in another's place is refused.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from openfn_studio.errors import UserInputProblem
from openfn_studio.secrets.problems import SealBroken

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
CREDENTIAL: Final = "credential"
"""The purpose of a credential's body."""

_VERSION = 1
_TAG_BYTES = 16
_CONTEXT = b"openfn-studio seal"
_CHECK_CONTEXT = b"openfn-studio vault key check"
_ENTER_AGAIN = "Enter this credential again. The sealed record was left as it is."


class Key:
    """A 32-byte key. Neither its text form nor its pickle shows it.

    Args:
        raw: The key's bytes.

    Raises:
        ValueError: The length is wrong.
    """

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError(f"A key has {KEY_BYTES} bytes.")
        self._raw = bytes(raw)

    @classmethod
    def new(cls) -> "Key":
        """Return a random key."""
        return cls(os.urandom(KEY_BYTES))

    @classmethod
    def from_text(cls, text: str) -> "Key":
        """Return the key that ``to_text`` wrote.

        Raises:
            ValueError: It is no key.
        """
        try:
            raw = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("The text is no key.") from None
        return cls(raw)

    def to_text(self) -> str:
        """Return the key as text for a keychain: the caller keeps it secret."""
        return base64.b64encode(self._raw).decode("ascii")

    def to_bytes(self) -> bytes:
        """Return the key itself: the caller keeps it secret."""
        return self._raw

    def check(self) -> bytes:
        """Return 16 bytes that recognise this key and tell nothing about it."""
        return hmac.digest(self._raw, _CHECK_CONTEXT, hashlib.sha256)[:16]

    def matches(self, check: bytes) -> bool:
        """Say whether ``check`` is this key's, in constant time."""
        return hmac.compare_digest(self.check(), check)

    def __repr__(self) -> str:
        return "<Key: hidden>"

    def __reduce__(self) -> Any:
        raise TypeError("A key is not pickled.")


def seal(key: Key, owner: str, body: Mapping[str, Any], purpose: str = CREDENTIAL) -> bytes:
    """Seal a JSON object.

    Args:
        key: The vault's key.
        owner: Whose body it is, e.g. a credential's id; needed again to open it.
        body: A JSON object.
        purpose: What the body is for; needed again to open it.

    Raises:
        UserInputProblem: The body is no JSON object; the text shows nothing of it.
    """
    plain = _json_of(body)
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key.to_bytes()).encrypt(nonce, plain, _associated(owner, purpose))
    return bytes([_VERSION]) + nonce + sealed


def open_sealed(key: Key, owner: str, sealed: bytes, purpose: str = CREDENTIAL) -> dict[str, Any]:
    """Return the body that ``seal`` sealed for the same owner and purpose.

    Raises:
        SealBroken: It cannot be opened: another key, another owner, or damaged.
    """
    _refuse_unknown_form(sealed)
    nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        plain = AESGCM(key.to_bytes()).decrypt(nonce, rest, _associated(owner, purpose))
    except InvalidTag:
        raise SealBroken(
            "A sealed credential cannot be opened.",
            means="It was sealed with another key, belongs to another credential, or is damaged.",
            remedy=_ENTER_AGAIN,
        ) from None
    return json.loads(plain)


def _refuse_unknown_form(sealed: bytes) -> None:
    if len(sealed) < 1 + NONCE_BYTES + _TAG_BYTES:
        raise SealBroken(
            "A sealed credential is cut short.",
            means="A part of the record is missing.",
            remedy=_ENTER_AGAIN,
        )
    if sealed[0] != _VERSION:
        raise SealBroken(
            "A sealed credential has a form that this version does not know.",
            means="A newer OpenFn Studio wrote it, or it is damaged.",
            remedy="Update OpenFn Studio, or enter this credential again.",
        )


def _associated(owner: str, purpose: str) -> bytes:
    """Join purpose and owner so that no other pair gives the same bytes."""
    parts = (part.encode("utf-8", "surrogatepass") for part in (purpose, owner))
    lengths = (len(part).to_bytes(4, "big") + part for part in parts)
    return _CONTEXT + bytes([_VERSION]) + b"".join(lengths)


def _json_of(body: Mapping[str, Any]) -> bytes:
    try:
        text = json.dumps(dict(body), allow_nan=False, separators=(",", ":"))
        is_kept_whole = json.loads(text) == _with_lists(body)
    # The reason's text may quote the body: it is not passed on.
    except (TypeError, ValueError, RecursionError):
        is_kept_whole, text = False, ""
    if not is_kept_whole:
        raise UserInputProblem(
            "A credential's body is not a JSON object.",
            means="Nothing was saved.",
            remedy="Use texts, numbers, true, false, null, lists and objects with text keys only.",
        )
    return text.encode("ascii")


def _with_lists(value: Any) -> Any:
    """Return a copy in which mappings are dicts and tuples are lists, as JSON has them."""
    if isinstance(value, Mapping):
        return {key: _with_lists(member) for key, member in value.items()}  # pyright: ignore
    if isinstance(value, list | tuple):
        return [_with_lists(member) for member in value]  # pyright: ignore
    return value
