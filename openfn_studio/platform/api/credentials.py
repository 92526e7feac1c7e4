"""Calls about credentials. Their bodies are write-only."""

from typing import Any

import msgspec

from openfn_studio.platform.api import convert, queries, shapes
from openfn_studio.platform.api.operation import Answer, Call, Empty, Operation
from openfn_studio.platform.api.paging import whole_or_page
from openfn_studio.platform.http.problems import Refusal
from openfn_studio.platform.portal.credentials import Credentials
from openfn_studio.store.problems import FieldProblem

_RAW = "raw"


def _credentials(call: Call[Any, Any]) -> Credentials:
    return Credentials(call.platform.desk, call.platform.access)


async def list_credentials(call: Call[queries.Page, None]) -> Answer:
    """Return credentials."""
    rows = await _credentials(call).all(call.query.project_id)
    shown = [convert.credential(row) for row in rows]
    return whole_or_page(call.request, shown, limit=call.query.limit, before=call.query.before_id)


async def read_credential(call: Call[Empty, None]) -> Answer:
    """Return a credential."""
    return Answer(convert.credential(await _credentials(call).one(call.number)))


async def create_credential(call: Call[Empty, shapes.CredentialIn]) -> Answer:
    """Add a credential."""
    body = call.body
    if body.name is msgspec.UNSET:
        raise FieldProblem("name", "A credential needs a name.")
    row = await _credentials(call).create(
        call.actor,
        name=body.name,
        type_=_RAW if body.type is msgspec.UNSET else body.type,
        body=None if body.body is msgspec.UNSET else body.body,
        projects=[] if body.project_ids is msgspec.UNSET else body.project_ids,
    )
    return Answer(convert.credential(row), 201)


async def change_credential(call: Call[Empty, shapes.CredentialIn]) -> Answer:
    """Change a credential."""
    body = call.body
    named = {"name": body.name, "type": body.type}
    row = await _credentials(call).change(
        call.actor,
        call.number,
        {key: value for key, value in named.items() if value is not msgspec.UNSET},
        body=None if body.body is msgspec.UNSET else body.body,
        projects=None if body.project_ids is msgspec.UNSET else body.project_ids,
    )
    return Answer(convert.credential(row))


async def transfer_credential(call: Call[Empty, shapes.TransferIn]) -> Answer:
    """Give a credential to another user."""
    row = await _credentials(call).transfer(
        call.actor, call.number, email=call.body.email, user=call.body.user_id
    )
    return Answer(convert.credential(row))


async def delete_credential(call: Call[Empty, None]) -> Answer:
    """Delete a credential for good."""
    await _credentials(call).delete(call.actor, call.number)
    return Answer(status=204)


async def read_vault(call: Call[Empty, Any]) -> Answer:
    """Say whether credentials can be used."""
    safe = call.platform.desk.safe
    locked = await call.platform.desk.aside(lambda: safe.locked)
    where = await call.platform.desk.aside(safe.where)
    problem = str(locked) if locked else None
    return Answer(shapes.VaultFact(is_open=locked is None, where=where, problem=problem))


async def unlock_vault(call: Call[Empty, shapes.UnlockIn]) -> Answer:
    """Open the vault; runs that waited for it start. The owner does."""
    if not call.actor.user.is_owner:
        raise Refusal.because(403, "Only the owner of the platform may do this.")
    desk = call.platform.desk
    await desk.aside(desk.safe.unlock, call.body.passphrase)
    call.platform.dispatcher.wake_all()
    return await read_vault(call)


OPERATIONS = (
    Operation(
        method="GET", path="/api/vault", handler=read_vault, tag="credentials",
        summary="Whether credentials can be used.", gives=shapes.VaultFact, refusals=(503,),
    ),
    Operation(
        method="POST", path="/api/vault/unlock", handler=unlock_vault, tag="credentials",
        summary="Open the vault, or begin one, with a passphrase.", body=shapes.UnlockIn,
        gives=shapes.VaultFact, refusals=(503,),
    ),
    Operation(
        method="GET", path="/api/credentials", handler=list_credentials, tag="credentials",
        summary="Credentials, without their bodies.", query=queries.Page,
        gives=list[shapes.CredentialOut], refusals=(404,),
    ),
    Operation(
        method="POST", path="/api/credentials", handler=create_credential, tag="credentials",
        summary="Add a credential, which is yours.", body=shapes.CredentialIn,
        wrapper="credential", gives=shapes.CredentialOut, status=201, refusals=(404, 503),
    ),
    Operation(
        method="GET", path="/api/credentials/{number}", handler=read_credential,
        tag="credentials", summary="A credential, without its body.",
        gives=shapes.CredentialOut, refusals=(404,),
    ),
    *(
        Operation(
            method=method, path="/api/credentials/{number}", handler=change_credential,
            tag="credentials", summary="Change a credential of yours, or share it with projects.",
            body=shapes.CredentialIn, wrapper="credential", gives=shapes.CredentialOut,
            refusals=(403, 404, 503),
        )
        for method in ("PUT", "PATCH")
    ),
    Operation(
        method="POST", path="/api/credentials/{number}/transfer", handler=transfer_credential,
        tag="credentials", summary="Give a credential of yours to another user.",
        body=shapes.TransferIn, gives=shapes.CredentialOut, refusals=(403, 404),
    ),
    Operation(
        method="DELETE", path="/api/credentials/{number}", handler=delete_credential,
        tag="credentials", summary="Delete a credential of yours, for good.", status=204,
        refusals=(403, 404),
    ),
)  # fmt: skip
