"""From the store's rows to what the API gives."""

import msgspec

from openfn_studio.platform.api import activity, shapes
from openfn_studio.platform.api.moments import at, at_or_none
from openfn_studio.store.accounts.inbox_keys import InboxKeyRow
from openfn_studio.store.accounts.tokens import TokenRow
from openfn_studio.store.accounts.users import UserRow
from openfn_studio.store.messages.pages import MessageEntry
from openfn_studio.store.messages.reading import AttachmentRow, EditRow
from openfn_studio.store.projects.credentials import CredentialRow
from openfn_studio.store.projects.jobs import JobRow
from openfn_studio.store.projects.triggers import TriggerRow
from openfn_studio.store.queue.run_pages import RunEntry
from openfn_studio.store.queue.waiting import WaitingRow

NULL = msgspec.Raw(b"null")


def raw(text: str | None) -> msgspec.Raw:
    """Return JSON text to be written as it is; None is null."""
    return NULL if text is None else msgspec.Raw(text.encode())


def user(row: UserRow) -> shapes.UserOut:
    """Return a user."""
    return shapes.UserOut(
        id=row.number,
        email=row.email,
        name=row.name,
        is_owner=row.is_owner,
        has_password=row.password is not None,
        inserted_at=at(row.inserted_at_ms),
    )


def token(row: TokenRow) -> shapes.TokenOut:
    """Return a token, without the token itself."""
    return shapes.TokenOut(
        id=row.number,
        user_id=row.user,
        kind=row.kind,
        name=row.name,
        inserted_at=at(row.inserted_at_ms),
        expires_at=at_or_none(row.expires_at_ms),
        used_at=at_or_none(row.used_at_ms),
    )


def inbox_key(row: InboxKeyRow) -> shapes.InboxKeyOut:
    """Return an inbox key, without its secret."""
    return shapes.InboxKeyOut(
        id=row.number,
        kind=row.kind,
        name=row.name,
        username=row.username,
        inserted_at=at(row.inserted_at_ms),
    )


def job(row: JobRow) -> shapes.JobOut:
    """Return a job."""
    return shapes.JobOut(
        id=row.number,
        name=row.name,
        archived=row.archived,
        project_id=row.project,
        trigger_id=row.trigger,
        credential_id=row.credential,
        adaptor=row.adaptor,
        adaptor_version=row.adaptor_version,
        expression=row.expression,
        autoprocess=row.autoprocess,
        test_mode=row.test_mode,
        no_console=row.no_console,
        long_run=row.long_run,
        dialect=row.dialect,
        extra_adaptors=list(row.extra_adaptors),
        public=row.is_public,
        path_in_external_repo=row.path_in_external_repo,
        inserted_at=at(row.inserted_at_ms),
        updated_at=at(row.updated_at_ms),
    )


def public_job(row: JobRow) -> shapes.PublicJob:
    """Return a job of the public library."""
    return shapes.PublicJob(
        name=row.name,
        adaptor=row.adaptor,
        adaptor_version=row.adaptor_version,
        expression=row.expression,
        inserted_at=at(row.inserted_at_ms),
        updated_at=at(row.updated_at_ms),
    )


def trigger(row: TriggerRow) -> shapes.TriggerOut:
    """Return a trigger."""
    return shapes.TriggerOut(
        id=row.number,
        name=row.name,
        type=row.type,
        criteria=raw(row.criteria),
        project_id=row.project,
        exclusion=raw(row.exclusion or None),
        cron=row.cron,
        job_id=row.watched_job,
        inserted_at=at(row.inserted_at_ms),
        updated_at=at(row.updated_at_ms),
    )


def credential(row: CredentialRow) -> shapes.CredentialOut:
    """Return a credential, without its body."""
    return shapes.CredentialOut(
        id=row.number,
        name=row.name,
        type=row.type,
        owner_id=row.owner,
        has_body=row.has_body,
        fields=list(row.fields),
        project_ids=list(row.projects),
        job_ids=list(row.jobs),
        inserted_at=at(row.inserted_at_ms),
        updated_at=at(row.updated_at_ms),
    )


def message(row: MessageEntry) -> activity.MessageOut:
    """Return a message as a list shows it."""
    return activity.MessageOut(
        id=row.number,
        project_id=row.project,
        source=row.source,
        content_type=row.content_type,
        size=row.size_bytes,
        preview=row.preview,
        trigger_ids=list(row.matches),
        jobs=[activity.JobOfMessage(job_id=number, state=state) for number, state in row.jobs],
        inserted_at=at(row.received_at_ms),
        edited_at=at_or_none(row.edited_at_ms),
    )


def edit(row: EditRow) -> activity.EditOut:
    """Return what a message was before an edit."""
    return activity.EditOut(body=raw(row.body), edited_at=at(row.edited_at_ms), user=row.user)


def attachment(row: AttachmentRow) -> activity.AttachmentOut:
    """Return a file that came with a message."""
    return activity.AttachmentOut(name=row.name, content_type=row.content_type, size=row.size_bytes)


def run(row: RunEntry) -> activity.RunOut:
    """Return a run as a list shows it."""
    return activity.RunOut(
        id=row.number,
        success=None if row.exit_code is None else row.exit_code == 0,
        started_at=at(row.started_at_ms),
        finished_at=at_or_none(row.finished_at_ms),
        job_description_id=row.job,
        receipt_id=row.message,
        exit_code=row.exit_code,
        project_id=row.project,
        job_id=row.job,
        message_id=row.message,
        job_name=row.job_name,
        cause=row.cause,
        trigger=row.trigger_name,
        attempt=row.attempt,
        queue_id=row.waiting_id,
        source_run_id=row.source,
        took_ms=row.took_ms,
        test_mode=row.http_mode == "test",
        dialect=row.dialect,
        error=row.error,
    )


def waiting(row: WaitingRow, project: int) -> activity.WaitingOut:
    """Return a run in a queue."""
    return activity.WaitingOut(
        id=row.id,
        project_id=project,
        job_id=row.job,
        job_name=row.job_name,
        message_id=row.message,
        cause=row.cause,
        attempt=row.attempt,
        queued_at=at(row.queued_at_ms),
        not_before=at_or_none(row.not_before_ms or None),
    )
