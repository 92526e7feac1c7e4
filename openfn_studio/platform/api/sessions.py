"""Signing in and out, users, and personal tokens."""

from typing import Any

from openfn_studio.platform.api import convert, queries, shapes
from openfn_studio.platform.api.operation import Answer, Call, Empty, Operation
from openfn_studio.platform.api.paging import whole_or_page
from openfn_studio.platform.http.problems import Refusal
from openfn_studio.platform.security.hashing import hash_password
from openfn_studio.store.accounts import tokens, users

_DAY_MS = 24 * 60 * 60 * 1000


async def login(call: Call[Empty, shapes.Login]) -> Answer:
    """Begin a session."""
    session = call.body.session
    return Answer(shapes.Jwt(jwt=await call.platform.access.login(session.email, session.password)))


async def logout(call: Call[Empty, None]) -> Answer:
    """End the session whose token is shown."""
    await call.platform.access.logout(call.actor)
    return Answer({})


async def list_users(call: Call[queries.Page, None]) -> Answer:
    """Return all users."""
    rows = await call.platform.desk.read(users.list_users)
    shown = [convert.user(row) for row in rows[::-1]]
    return whole_or_page(call.request, shown, limit=call.query.limit, before=call.query.before_id)


async def add_user(call: Call[Empty, shapes.UserIn]) -> Answer:
    """Add a user; the owner does."""
    _refuse_others(call)
    desk, body = call.platform.desk, call.body
    password = body.password and await desk.aside(hash_password, body.password)
    row = await desk.write(
        users.add_user,
        email=body.email.strip(),
        name=body.name,
        password=password,
        is_owner=False,
        now_ms=desk.now_ms(),
    )
    await call.platform.access.load()
    return Answer(convert.user(row), 201)


async def set_password(call: Call[Empty, shapes.PasswordIn]) -> Answer:
    """Set a password: one's own, or as the owner anybody's."""
    if call.number != call.actor.user.number:
        _refuse_others(call)
    desk = call.platform.desk
    await desk.read(users.find_user, call.number)
    password = await desk.aside(hash_password, call.body.password)
    await desk.write(users.set_password, call.number, password)
    await call.platform.access.load()
    return Answer(convert.user(await desk.read(users.find_user, call.number)))


async def remove_user(call: Call[Empty, None]) -> Answer:
    """Remove a user with their tokens; the owner does."""
    _refuse_others(call)
    await call.platform.desk.write(users.remove_user, call.number)
    await call.platform.access.load()
    return Answer(status=204)


async def list_tokens(call: Call[queries.Page, None]) -> Answer:
    """Return one's own personal tokens, as the owner everybody's."""
    own = None if call.actor.user.is_owner else call.actor.user.number
    rows = await call.platform.desk.read(tokens.list_tokens, own)
    shown = [convert.token(row) for row in rows if row.kind == "personal"]
    return whole_or_page(call.request, shown, limit=call.query.limit, before=call.query.before_id)


async def create_token(call: Call[Empty, shapes.TokenIn]) -> Answer:
    """Make a personal token and show it once."""
    days = call.body.days
    until = None if days is None else call.platform.desk.now_ms() + days * _DAY_MS
    access = call.platform.access
    row, token = await access.create_token(call.actor.user.number, call.body.name, until)
    return Answer(shapes.NewToken(id=row.number, name=row.name, access_token=token), 201)


async def revoke_token(call: Call[Empty, None]) -> Answer:
    """Make a token open nothing any more."""
    own = None if call.actor.user.is_owner else call.actor.user.number
    await call.platform.access.revoke_token(call.number, own)
    return Answer(status=204)


def _refuse_others(call: Call[Empty, Any]) -> None:
    if not call.actor.user.is_owner:
        raise Refusal.because(403, "Only the owner of the platform may do this.")


OPERATIONS = (
    Operation(
        method="POST", path="/api/login", handler=login, tag="session", is_public=True,
        summary="Sign in; v1's call.", body=shapes.Login, gives=shapes.Jwt, refusals=(401,),
    ),
    Operation(
        method="POST", path="/api/logout", handler=logout, tag="session",
        summary="End the session.", gives=dict,
    ),
    Operation(
        method="GET", path="/api/users", handler=list_users, tag="users",
        summary="All users.", query=queries.Page, gives=list[shapes.UserOut],
    ),
    Operation(
        method="POST", path="/api/users", handler=add_user, tag="users",
        summary="Add a user.", body=shapes.UserIn, gives=shapes.UserOut, status=201,
        refusals=(403,),
    ),
    Operation(
        method="PUT", path="/api/users/{number}/password", handler=set_password, tag="users",
        summary="Set a password; it ends the user's sessions.", body=shapes.PasswordIn,
        gives=shapes.UserOut, refusals=(403, 404),
    ),
    Operation(
        method="DELETE", path="/api/users/{number}", handler=remove_user, tag="users",
        summary="Remove a user.", status=204, refusals=(403, 404),
    ),
    Operation(
        method="GET", path="/api/tokens", handler=list_tokens, tag="tokens",
        summary="Personal tokens.", query=queries.Page, gives=list[shapes.TokenOut],
    ),
    Operation(
        method="POST", path="/api/tokens", handler=create_token, tag="tokens",
        summary="Make a personal token; it is shown once.", body=shapes.TokenIn,
        is_body_optional=True, gives=shapes.NewToken, status=201,
    ),
    Operation(
        method="DELETE", path="/api/tokens/{number}", handler=revoke_token, tag="tokens",
        summary="Revoke a token.", status=204, refusals=(404,),
    ),
)  # fmt: skip
