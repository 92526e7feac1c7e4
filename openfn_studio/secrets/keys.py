"""What the name of a configuration key tells about its value."""

import re
from typing import Literal

KeyClass = Literal["public", "secret", "unknown"]


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PUBLIC_WORDS = _set_of(
    "url urls uri uris host hosts hostname server domain endpoint origin port protocol path "
    "database db dbname version region locale language timezone env environment site instance "
    "realm scope scopes user users username login email mail account name type method format "
    "timeout tls ssl secure enabled"
)
_PUBLIC_COMPOUND = re.compile(
    r"(base|api|host|login|instance|server|site|token|auth|service|web|root)(url|uri|host)"
)
_SECRET_WORDS = _set_of(
    "password passwd pwd pass passphrase passcode token tokens secret secrets key keys pat pin otp "
    "cert certificate pem pfx credential credentials auth authorization bearer jwt session cookie "
    "signature salt private"
)
_SECRET_PIECES = re.compile(
    "password|passwd|passphrase|token|secret|apikey|privatekey|accesskey|credential"
)
_USER_WORDS = _set_of("user username login email mail account clientid")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def classify_key(key: str) -> KeyClass:
    """Say whether values under ``key`` are shown; those of unknown keys are hidden like secrets."""
    words = _words_of(key)
    last = words[-1] if words else ""
    if last in _PUBLIC_WORDS or _PUBLIC_COMPOUND.fullmatch(last):
        return "public"
    if _SECRET_WORDS.intersection(words) or _SECRET_PIECES.search("".join(words)):
        return "secret"
    return "unknown"


def is_user_key(key: str) -> bool:
    """Say whether ``key`` names who logs in, so that its value may stand before a password."""
    words = _words_of(key)
    return bool(words) and (words[-1] in _USER_WORDS or "".join(words) in _USER_WORDS)


def _words_of(key: str) -> list[str]:
    """Return the key's words in lower case, without numbers: ``baseURL2`` gives base, url."""
    return [word.lower() for word in _WORDS.findall(key)]
