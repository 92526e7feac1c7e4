"""Tokens and passwords as they are kept: hashed, and compared in constant time.

Tokens are made here of 256 random bits, so SHA-256 is enough. Passwords are chosen by people, so
they are hashed with scrypt, which is slow on purpose.
"""

import base64
import hashlib
import hmac
import secrets
import unicodedata

from openfn_studio.store.problems import FieldProblem

MIN_PASSWORD = 8
_N, _R, _P = 2**14, 8, 1
_MAX_MEMORY = 64 << 20


def new_token(prefix: str) -> str:
    """Return a random token; the prefix tells people and scanners what it is."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def digest(token: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def is_same(one: bytes, other: bytes) -> bool:
    """Say whether two digests are the same, taking the same time whatever they are."""
    return hmac.compare_digest(one, other)


def hash_password(password: str, field: str = "password") -> str:
    """Return what is kept of a password.

    Raises:
        FieldProblem: It is too short.
    """
    if len(password) < MIN_PASSWORD:
        raise FieldProblem(field, f"A password has at least {MIN_PASSWORD} characters.")
    salt = secrets.token_bytes(16)
    return f"scrypt${_text(salt)}${_text(_derived(password, salt))}"


def matches_password(password: str, kept: str | None) -> bool:
    """Say whether a password is the one of which this was kept; slow on purpose.

    A password for which nothing is kept takes as long, so that time does not tell who exists.
    """
    parts = (kept or hash_password("nobody has this password")).split("$")
    salt, expected = (base64.b64decode(part) for part in parts[1:])
    is_right = hmac.compare_digest(_derived(password, salt), expected)
    return is_right and kept is not None


def _derived(password: str, salt: bytes) -> bytes:
    normal = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(normal, salt=salt, n=_N, r=_R, p=_P, maxmem=_MAX_MEMORY, dklen=32)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
