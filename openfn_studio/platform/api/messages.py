"""Calls about messages."""

import re
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from openfn_studio.platform.api import activity, convert, queries
from openfn_studio.platform.api.moments import since_ms, until_ms
from openfn_studio.platform.api.operation import Answer, Call, Operation
from openfn_studio.platform.api.paging import page
from openfn_studio.platform.api.projects import project_of
from openfn_studio.platform.desk import OpenProject
from openfn_studio.platform.http.problems import Refusal
from openfn_studio.platform.portal.messages import Messages
from openfn_studio.store.messages.pages import NO_RUN, MessageQuery
from openfn_studio.store.messages.pairs import RUNNING, WAITING
from openfn_studio.store.messages.reading import (
    MessageRow,
    projects_of_message,
    read_attachment,
    read_received,
)
from openfn_studio.store.problems import FieldProblem
from openfn_studio.store.projects.jobs import find_job
from openfn_studio.store.projects.triggers import find_trigger

_BINARY = "application/octet-stream"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9._ -]+")


def _messages(call: Call[Any, Any]) -> Messages:
    return Messages(call.platform.desk, call.platform.dispatcher)


async def list_messages(call: Call[queries.MessagePage, None]) -> Answer:
    """Return a page of messages."""
    query = await message_query(call, project_of(call, call.query.project_id), call.query)
    limit = call.query.limit
    found = await _messages(call).page(
        query, before=call.query.before_id, limit=limit + 1, is_gone=call.is_gone()
    )
    shown = [convert.message(entry) for entry in found[:limit]]
    return page(call.request, shown, limit, has_more=len(found) > limit)


async def read_message(call: Call[queries.MessageFilter, None]) -> Answer:
    """Return a message with its body, and what stands beside it in the filtered list."""
    project = await _project(call)
    row = await _messages(call).one(project, call.number)
    return Answer(await _whole(call, project, row))


async def add_message(call: Call[queries.OfProject, bytes]) -> Answer:
    """Add a message by hand."""
    project = project_of(call, call.query.project_id)
    kind = call.request.headers.get("content-type", "")
    key = await _messages(call).add(project, call.actor, call.body, kind)
    row = await _messages(call).one(project, key.number)
    return Answer(convert.message(row.entry), 201)


async def edit_message(call: Call[queries.OfProject, bytes]) -> Answer:
    """Give a message another body."""
    project = await _project(call)
    kind = call.request.headers.get("content-type", "")
    row = await _messages(call).edit(project, call.number, call.actor, call.body, kind)
    return Answer(convert.message(row.entry))


async def delete_message(call: Call[queries.OfProject, None]) -> Answer:
    """Remove a message for good."""
    await _messages(call).delete(await _project(call), call.number)
    return Answer(status=204)


async def run_message(call: Call[queries.OfProject, activity.RunMessageIn]) -> Answer:
    """Run a message with a job, or with all jobs it matches."""
    project = await _project(call)
    messages = _messages(call)
    row = await messages.one(project, call.number)
    if call.body.job_id is None:
        jobs = messages.matching_jobs(project, row)
    else:
        jobs = [await _job_name(call, project, call.body.job_id)]
    if not jobs:
        raise FieldProblem(
            "job_id", "No job's filter lets this message pass.", remedy="Say which job to run."
        )
    return Answer(activity.Queued(queue_ids=await messages.run(project, call.number, jobs)), 202)


async def reprocess(call: Call[queries.MessageFilter, activity.RangeIn]) -> Answer:
    """Let messages arrive once more."""
    project = project_of(call, call.query.project_id)
    query = await message_query(call, project, call.query)
    done = await _messages(call).reprocess(project, query, only_count=call.body.dry_run)
    shown = activity.Reprocessed(messages=done.messages, runs=done.runs)
    return Answer(shown, 200 if call.body.dry_run else 202)


async def read_original(call: Call[queries.OfProject, None]) -> Response:
    """Return the bytes a message was received as."""
    project = await _project(call)
    row = await _messages(call).one(project, call.number)
    body = await call.platform.desk.read(read_received, row.entry.id)
    return _download(body, f"message-{call.number}", row.entry.content_type)


async def attachment(call: Call[queries.OfProject, None]) -> Response:
    """Return a file that came with a message."""
    project = await _project(call)
    row = await _messages(call).one(project, call.number)
    name: str = call.request.path_params["name"]
    kind, body = await call.platform.desk.read(read_attachment, row.entry.id, name)
    return _download(body, name, kind)


async def message_query(
    call: Call[Any, Any], project: OpenProject, asked: queries.MessageFilter
) -> MessageQuery:
    """Return what the store is asked for.

    Raises:
        Refusal: 422, a date is none.
        NotThere: There is no such trigger or job.
    """
    desk = call.platform.desk
    trigger = asked.trigger_id and await desk.read(find_trigger, asked.trigger_id)
    job = asked.job_id and await desk.read(find_job, asked.job_id)
    states: tuple[str, ...] = (asked.state,) if asked.state else ()
    if asked.state == "in_progress":
        states = (WAITING, RUNNING)
    # Numbers say which: then the usual 30 days do not.
    by_number = asked.from_id is not None or asked.to_id is not None
    since = asked.since or ("ever" if by_number else None)
    return MessageQuery(
        project_id=project.id,
        text=asked.text,
        since_ms=since_ms(since, desk.clock.now()),
        until_ms=until_ms(asked.until),
        trigger_id=trigger.id if trigger else None,
        states=states if asked.state != "none" else (NO_RUN,),
        job_id=job.id if job else None,
        first_number=asked.from_id,
        last_number=asked.to_id,
    )


async def _project(call: Call[Any, Any]) -> OpenProject:
    """Return the project of the message in the address: as said, or the only one that has it."""
    number = call.query.project_id
    if number is None:
        found = await call.platform.desk.read(projects_of_message, call.number)
        if len(found) > 1:
            says = f"The projects {', '.join(map(str, found))} have a message {call.number}."
            raise Refusal(422, {"project_id": [says]})
        if not found:
            raise Refusal.because(404, f"There is no message {call.number}.")
        number = found[0]
    return call.platform.desk.project(number)


async def _job_name(call: Call[Any, Any], project: OpenProject, number: int) -> str:
    job = await call.platform.desk.read(find_job, number)
    if job.project_id != project.id:
        raise FieldProblem("job_id", f"The job {number} is another project's.")
    return job.name


async def _whole(
    call: Call[queries.MessageFilter, None], project: OpenProject, row: MessageRow
) -> activity.WholeMessage:
    query = await message_query(call, project, call.query)
    beside = await _messages(call).neighbours(query, row.entry.number)
    short = convert.message(row.entry)
    return activity.WholeMessage(
        **{name: getattr(short, name) for name in short.__struct_fields__},
        body=convert.raw(row.body),
        headers=convert.raw(row.headers),
        query_params=convert.raw(row.query),
        is_as_received=row.is_as_received,
        edits=[convert.edit(one) for one in row.edits],
        attachments=[convert.attachment(one) for one in row.attachments],
        newer_id=beside.newer,
        older_id=beside.older,
    )


def _download(body: bytes, name: str, kind: str) -> Response:
    """Return bytes as a file: a browser must not show what strangers sent as a page of ours."""
    is_plain = _PLAIN_NAME.fullmatch(name) is not None
    shown = f'filename="{name}"' if is_plain else f"filename*=UTF-8''{quote(name, safe='')}"
    headers = {
        "Content-Disposition": f"attachment; {shown}",
        "Content-Type": kind if kind.isascii() and kind.isprintable() and kind else _BINARY,
    }
    return Response(body, headers=headers)


OPERATIONS = (
    Operation(
        method="GET", path="/api/messages", handler=list_messages, tag="messages",
        summary="Messages, newest first; of the last 30 days unless asked otherwise.",
        query=queries.MessagePage, gives=list[activity.MessageOut], refusals=(404,),
    ),
    Operation(
        method="POST", path="/api/messages", handler=add_message, tag="messages",
        summary="Add a message by hand; it starts what it would have by arriving.",
        query=queries.OfProject, is_raw=True, gives=activity.MessageOut, status=201,
        refusals=(404,),
    ),
    Operation(
        method="POST", path="/api/messages/reprocess", handler=reprocess, tag="messages",
        summary="Let messages arrive once more, oldest first: jobs that are on run.",
        query=queries.MessageFilter, body=activity.RangeIn, is_body_optional=True,
        gives=activity.Reprocessed, status=202, refusals=(404,),
    ),
    Operation(
        method="GET", path="/api/messages/{number}", handler=read_message, tag="messages",
        summary="A message, and its neighbours in the filtered list.",
        query=queries.MessageFilter, gives=activity.WholeMessage, refusals=(404,),
    ),
    Operation(
        method="PUT", path="/api/messages/{number}", handler=edit_message, tag="messages",
        summary="Give a message another body; the one it had stays with it.",
        query=queries.OfProject, is_raw=True, gives=activity.MessageOut, refusals=(404,),
    ),
    Operation(
        method="DELETE", path="/api/messages/{number}", handler=delete_message, tag="messages",
        summary="Remove a message for good; its runs keep their log.", query=queries.OfProject,
        status=204, refusals=(404,),
    ),
    Operation(
        method="POST", path="/api/messages/{number}/run", handler=run_message, tag="messages",
        summary="Run a message with a job, on or off; without one, with all it matches.",
        query=queries.OfProject, body=activity.RunMessageIn, is_body_optional=True,
        gives=activity.Queued, status=202, refusals=(404, 429),
    ),
    Operation(
        method="GET", path="/api/messages/{number}/received", handler=read_original,
        tag="messages", summary="The bytes a message was received as.",
        query=queries.OfProject, gives=bytes, media=("*/*",), refusals=(404,),
    ),
    Operation(
        method="GET", path="/api/messages/{number}/attachments/{name}", handler=attachment,
        tag="messages", summary="A file that came with a message.", query=queries.OfProject,
        gives=bytes, media=("*/*",), refusals=(404,),
    ),
)  # fmt: skip
