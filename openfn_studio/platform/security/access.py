"""Who asks the API: a user with a personal token, a session, or whoever started the server."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from openfn_studio.platform.desk import Desk
from openfn_studio.platform.http.problems import Refusal
from openfn_studio.platform.security.hashing import digest, is_same, matches_password, new_token
from openfn_studio.store.accounts import tokens, users
from openfn_studio.store.accounts.tokens import TokenRow
from openfn_studio.store.accounts.users import UserRow

SESSION_MS = 24 * 60 * 60 * 1000
"""v1 ends a session after 24 hours."""
TOKEN_PREFIX = "ofs"  # noqa: S105 - the beginning of every token, so that scanners know it

_USE_IS_NOTED_MS = 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks."""

    user: UserRow
    token: int | None = None
    """The number of the token that was shown; None for the one of this start."""


class Access:
    """Knows tokens and users. Its methods belong to the event loop.

    Args:
        desk: The platform's belongings.
        start_token: What opens the API for this start only, as its owner; None for nothing.
    """

    def __init__(self, desk: Desk, start_token: str | None = None) -> None:
        self._desk = desk
        self._start = digest(start_token) if start_token else None
        self._session_key = secrets.token_bytes(32)
        self._tokens: Sequence[TokenRow] = ()
        self._users: dict[int, UserRow] = {}

    async def load(self) -> None:
        """Read tokens and users; to be called at the start and after every change of them."""
        self._tokens = await self._desk.read(tokens.list_tokens)
        self._users = {user.number: user for user in await self._desk.read(users.list_users)}

    @property
    def owner(self) -> UserRow | None:
        """The platform's owner; None before the first start is over."""
        return next((user for user in self._users.values() if user.is_owner), None)

    def user(self, number: int | None) -> UserRow | None:
        """Return a user; None for one that is not there."""
        return self._users.get(number or 0)

    async def actor(self, authorization: str) -> Actor:
        """Return who shows this ``Authorization`` header.

        Raises:
            Refusal: 401, it shows no token that opens anything.
        """
        kind, _, shown = authorization.partition(" ")
        if kind.lower() != "bearer" or not shown.strip():
            raise _refused("Show a token: Authorization: Bearer …")
        given = digest(shown.strip())
        now_ms = self._desk.now_ms()
        # All are compared, whichever fits: the time taken tells nothing.
        fitting = [token for token in self._tokens if is_same(token.sha256, given)]
        if self._start is not None and is_same(self._start, given) and self.owner:
            return Actor(self.owner)
        for token in fitting:
            user = self._users.get(token.user)
            if user and (token.expires_at_ms is None or token.expires_at_ms > now_ms):
                await self._note_use(token, now_ms)
                return Actor(user, token.number)
        raise _refused("This token is not valid, or not any more.")

    async def login(self, email: str, password: str) -> str:
        """Begin a session and return its token.

        Raises:
            Refusal: 401, there is no such user, or the password is not theirs.
        """
        user = await self._desk.read(users.find_by_email, email)
        kept = user.password if user else None
        is_right = await self._desk.aside(matches_password, password, kept)
        if user is None or not is_right:
            raise _refused("Invalid credentials.")
        now_ms = self._desk.now_ms()
        token = self._jwt(user, now_ms)
        await self._desk.write(
            tokens.add_token,
            user=user.number,
            kind="session",
            name="",
            sha256=digest(token),
            now_ms=now_ms,
            expires_at_ms=now_ms + SESSION_MS,
        )
        await self.load()
        return token

    async def logout(self, actor: Actor) -> None:
        """End the session whose token was shown; other tokens stay."""
        shown = next((one for one in self._tokens if one.number == actor.token), None)
        if shown and shown.kind == "session":
            await self._desk.write(tokens.revoke_token, shown.number)
            await self.load()

    async def create_token(
        self, user: int, name: str, expires_at_ms: int | None = None
    ) -> tuple[TokenRow, str]:
        """Make a personal token; it is shown this once and kept hashed."""
        token = new_token(TOKEN_PREFIX)
        row = await self._desk.write(
            tokens.add_token,
            user=user,
            kind="personal",
            name=name,
            sha256=digest(token),
            now_ms=self._desk.now_ms(),
            expires_at_ms=expires_at_ms,
        )
        await self.load()
        return row, token

    async def revoke_token(self, number: int, user: int | None) -> None:
        """Forget a token, of one user or of any.

        Raises:
            NotThere: There is none of that number.
        """
        await self._desk.write(tokens.revoke_token, number, user)
        await self.load()

    async def _note_use(self, token: TokenRow, now_ms: int) -> None:
        if now_ms - (token.used_at_ms or 0) > _USE_IS_NOTED_MS:
            await self._desk.write(tokens.note_use, token.number, now_ms)
            await self.load()

    def _jwt(self, user: UserRow, now_ms: int) -> str:
        """Return a token in the form v1's clients get, a JSON Web Token; it is kept like any."""
        issued = now_ms // 1000
        claims = {
            "sub": str(user.number),
            "iat": issued,
            "exp": issued + SESSION_MS // 1000,
            "jti": secrets.token_urlsafe(24),
        }
        parts = [_url_base64(json.dumps(one).encode()) for one in ({"alg": "HS256"}, claims)]
        signed = hmac.digest(self._session_key, ".".join(parts).encode(), hashlib.sha256)
        return ".".join([*parts, _url_base64(signed)])


def _url_base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _refused(text: str) -> Refusal:
    return Refusal.because(401, text, WWW_Authenticate="Bearer")
