"""Credentials: made, changed, shared with projects, given to another user, deleted for good."""

from collections.abc import Mapping, Sequence
from typing import Any

from openfn_studio.platform.desk import Desk
from openfn_studio.platform.http.problems import Refusal
from openfn_studio.platform.security.access import Access, Actor
from openfn_studio.store.problems import FieldProblem
from openfn_studio.store.projects import credentials
from openfn_studio.store.projects.credentials import CredentialRow


class Credentials:
    """What people do with credentials. Everybody may use one, only its owner may change it.

    Args:
        desk: The platform's belongings.
        access: Knows the users.
    """

    def __init__(self, desk: Desk, access: Access) -> None:
        self._desk = desk
        self._access = access

    async def all(self, project: int | None = None) -> list[CredentialRow]:
        """Return the credentials a project may use, or all; newest first."""
        if project is not None:
            self._desk.project(project)
        return (await self._desk.read(credentials.list_credentials, project=project))[::-1]

    async def one(self, number: int) -> CredentialRow:
        """Return a credential, without its body.

        Raises:
            NotThere: There is none of that number.
        """
        return await self._desk.read(credentials.find_credential, number)

    async def create(
        self,
        actor: Actor,
        *,
        name: str,
        type_: str,
        body: Mapping[str, Any] | None,
        projects: Sequence[int],
    ) -> CredentialRow:
        """Add a credential that belongs to who adds it.

        Raises:
            StudioError: The vault is locked, or a value cannot be taken.
        """
        seal_name = self._desk.safe.new_name()
        sealed = None if body is None else await self._sealed(seal_name, body)
        row = await self._desk.write(
            credentials.add_credential,
            name=name,
            owner=actor.user.number,
            seal_name=seal_name,
            now_ms=self._desk.now_ms(),
            type_=type_,
            sealed=sealed,
            fields=list(body or ()),
            projects=projects,
        )
        await self._refresh(row.projects)
        return row

    async def change(
        self,
        actor: Actor,
        number: int,
        changes: Mapping[str, Any],
        *,
        body: Mapping[str, Any] | None = None,
        projects: Sequence[int] | None = None,
    ) -> CredentialRow:
        """Change a credential's name, type, body, or the projects that may use it.

        Raises:
            Refusal: 403, it is somebody else's.
            StudioError: The vault is locked, or a value cannot be taken.
        """
        known = await self._owned(actor, number)
        values = dict(changes)
        if body is not None:
            values["sealed"] = await self._sealed(known.seal_name, body)
            values["fields"] = list(body)
        row = await self._desk.write(
            credentials.change_credential, number, values, self._desk.now_ms()
        )
        if projects is not None:
            await self._desk.write(credentials.share_credential, number, projects)
            row = await self.one(number)
        await self._refresh({*known.projects, *row.projects})
        return row

    async def transfer(self, actor: Actor, number: int, *, email: str, user: int) -> CredentialRow:
        """Give a credential to another user, who is named by e-mail address and number.

        Raises:
            Refusal: 403, it is somebody else's.
            FieldProblem: E-mail address and number are not of one user.
        """
        await self._owned(actor, number)
        found = self._access.user(user)
        if found is None or found.email.lower() != email.strip().lower():
            raise FieldProblem(
                "email",
                "No user has both this e-mail address and this number.",
                remedy="Ask them for both: openfn-studio users list shows them.",
            )
        changes = {"owner_id": user}
        return await self._desk.write(
            credentials.change_credential, number, changes, self._desk.now_ms()
        )

    async def delete(self, actor: Actor, number: int) -> None:
        """Delete a credential for good.

        Raises:
            Refusal: 403, it is somebody else's.
        """
        known = await self._owned(actor, number)
        await self._desk.write(credentials.delete_credential, number)
        await self._refresh(known.projects)

    async def _owned(self, actor: Actor, number: int) -> CredentialRow:
        row = await self.one(number)
        # One that nobody owns, because its user is gone, is the platform owner's.
        owner = row.owner or (self._access.owner.number if self._access.owner else None)
        if owner != actor.user.number:
            user = self._access.user(owner)
            whose = f" {user.email}" if user else ""
            raise Refusal.because(403, f"Only its owner{whose} may change this credential.")
        return row

    async def _sealed(self, seal_name: str, body: Mapping[str, Any]) -> bytes:
        return await self._desk.aside(self._desk.safe.seal, seal_name, body)

    async def _refresh(self, projects: Any) -> None:
        for number in projects:
            await self._desk.refresh(number)
