"""Who may post to an inbox: with no key set, whoever knows its address; else a key or pair."""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Mapping, Sequence

from openfn_studio.platform.desk import Desk
from openfn_studio.platform.http.problems import Refusal
from openfn_studio.platform.security.hashing import (
    digest,
    hash_password,
    is_same,
    matches_password,
    new_token,
)
from openfn_studio.store.accounts import inbox_keys
from openfn_studio.store.accounts.inbox_keys import InboxKeyRow
from openfn_studio.store.problems import FieldProblem

KEY_PREFIX = "ofk"
_REALM = 'Basic realm="inbox", charset="UTF-8"'
_MOST_REMEMBERED = 1_000


class InboxGuard:
    """Knows the keys of all inboxes. Its methods belong to the event loop.

    Args:
        desk: The platform's belongings.
        needs_keys: Whether an inbox without a key takes nothing, because others can reach it.
    """

    def __init__(self, desk: Desk, *, needs_keys: bool = False) -> None:
        self._needs_keys = needs_keys
        self._desk = desk
        self._keys: dict[int, list[InboxKeyRow]] = {}
        # Checking a password is slow on purpose; one that was right is recognised by this hash.
        self._salt = secrets.token_bytes(32)
        self._right: set[bytes] = set()

    async def load(self) -> None:
        """Read the keys; to be called at the start and after every change of them."""
        self._keys = {}
        self._right.clear()
        for key in await self._desk.read(inbox_keys.list_inbox_keys):
            self._keys.setdefault(key.project_id, []).append(key)

    def is_secured(self, project_id: int) -> bool:
        """Say whether an inbox asks for a key."""
        return bool(self._keys.get(project_id))

    def keys(self, project_id: int) -> Sequence[InboxKeyRow]:
        """Return the keys of an inbox, oldest first."""
        return self._keys.get(project_id, [])

    async def check(self, project_id: int, headers: Mapping[str, str]) -> None:
        """Let a message in.

        Raises:
            Refusal: 401, it shows no key that is valid for this inbox.
        """
        keys = self._keys.get(project_id)
        if not keys:
            if self._needs_keys:
                text = "This inbox has no key yet, and others than this computer can reach it."
                raise Refusal.because(401, text)
            return
        given = digest(headers.get("x-api-key", "")).hex()
        # All are compared, whichever fits: the time taken tells nothing.
        fitting = [is_same(key.secret.encode(), given.encode()) for key in keys]
        if any(fitting) or await self._is_right_pair(keys, headers.get("authorization", "")):
            return
        shows = "x-api-key" in headers or "authorization" in headers
        text = "The key is not valid for this inbox." if shows else "This inbox asks for a key."
        raise Refusal.because(401, text, WWW_Authenticate=_REALM)

    async def add_api_key(self, project_id: int, name: str) -> tuple[InboxKeyRow, str]:
        """Make an ``x-api-key``; it is shown this once and kept hashed."""
        key = new_token(KEY_PREFIX)
        return await self._add(project_id, "api_key", name, None, digest(key).hex()), key

    async def add_pair(
        self, project_id: int, name: str, username: str, password: str
    ) -> InboxKeyRow:
        """Let a user name and password post to an inbox.

        Raises:
            FieldProblem: The name is empty or has a colon, or the password is too short.
        """
        if not username or ":" in username:
            raise FieldProblem("username", "A user name is not empty and has no colon.")
        kept = await self._desk.aside(hash_password, password)
        return await self._add(project_id, "basic", name, username, kept)

    async def revoke(self, project_id: int, number: int) -> None:
        """Refuse a key from now on.

        Raises:
            NotThere: The project has none of that number.
        """
        await self._desk.write(inbox_keys.revoke_inbox_key, number, project_id)
        await self.load()

    async def _add(
        self,
        project_id: int,
        kind: inbox_keys.Kind,
        name: str,
        username: str | None,
        secret: str,
    ) -> InboxKeyRow:
        row = await self._desk.write(
            inbox_keys.add_inbox_key,
            project_id=project_id,
            kind=kind,
            name=name,
            username=username,
            secret=secret,
            now_ms=self._desk.now_ms(),
        )
        await self.load()
        return row

    async def _is_right_pair(self, keys: Sequence[InboxKeyRow], authorization: str) -> bool:
        pairs = [key for key in keys if key.kind == "basic"]
        given = _pair_of(authorization)
        if not pairs or given is None:
            return False
        for key in pairs:
            mark = self._mark(key, given)
            if mark in self._right:
                return True
            if not is_same((key.username or "").encode(), given[0].encode()):
                continue
            if await self._desk.aside(matches_password, given[1], key.secret):
                if len(self._right) >= _MOST_REMEMBERED:
                    self._right.clear()
                self._right.add(mark)
                return True
        return False

    def _mark(self, key: InboxKeyRow, pair: tuple[str, str]) -> bytes:
        text = f"{key.number}\0{pair[0]}\0{pair[1]}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, key=self._salt, digest_size=32).digest()


def _pair_of(authorization: str) -> tuple[str, str] | None:
    kind, _, encoded = authorization.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return (name, password) if colon else None
