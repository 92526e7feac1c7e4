"""Calls about runs."""

from typing import Any

import msgspec

from openfn_studio.platform.api import activity, convert, queries
from openfn_studio.platform.api.moments import since_ms, until_ms
from openfn_studio.platform.api.operation import Answer, Call, Operation
from openfn_studio.platform.api.paging import page
from openfn_studio.platform.api.projects import project_of
from openfn_studio.platform.desk import OpenProject
from openfn_studio.platform.http.problems import Refusal
from openfn_studio.platform.portal.runs import RunDesk
from openfn_studio.store.messages.reading import find_message
from openfn_studio.store.projects.jobs import find_job
from openfn_studio.store.queue.run_details import read_details, read_log_page, read_state_text
from openfn_studio.store.queue.run_pages import RunEntry, RunQuery, projects_of_run

LOG_LINES = 10_000
_STATE_SHOWN = 1 << 20


def _runs(call: Call[Any, Any]) -> RunDesk:
    return RunDesk(call.platform.desk, call.platform.dispatcher)


async def list_runs(call: Call[queries.RunPage, None]) -> Answer:
    """Return a page of runs."""
    query = await run_query(call, project_of(call, call.query.project_id), call.query)
    limit = call.query.limit
    found = await _runs(call).page(
        query, before=call.query.before_id, limit=limit + 1, is_gone=call.is_gone()
    )
    shown = [convert.run(entry) for entry in found[:limit]]
    return page(call.request, shown, limit, has_more=len(found) > limit)


async def read_run(call: Call[queries.RunFilter, None]) -> Answer:
    """Return a run with its log, and what stands beside it in the filtered list."""
    project = await _project(call)
    entry = await _runs(call).one(project, call.number)
    return Answer(await _whole(call, project, entry))


async def read_log(call: Call[queries.LogPage, None]) -> Answer:
    """Return a page of a run's log."""
    project = await _project(call)
    entry = await _runs(call).one(project, call.number)
    after = -1 if call.query.after is None else call.query.after
    lines = await call.platform.desk.read(
        read_log_page, entry.id, after=after, limit=call.query.limit
    )
    return Answer([msgspec.to_builtins(line) for line in lines])


async def read_final_state(call: Call[queries.OfProject, None]) -> Answer:
    """Return a run's final state, exact and without configuration."""
    project = await _project(call)
    entry = await _runs(call).one(project, call.number)
    state = await call.platform.desk.read(read_state_text, entry.id)
    if state is None:
        raise Refusal.because(404, f"The run {call.number} has no final state.")
    return Answer(convert.raw(state))


async def retry(call: Call[queries.OfProject, None]) -> Answer:
    """Repeat a run."""
    queue_id = await _runs(call).retry(await _project(call), call.number)
    return Answer(activity.Queued(queue_ids=[queue_id]), 202)


async def retry_many(call: Call[queries.RunFilter, activity.RangeIn]) -> Answer:
    """Repeat many runs."""
    project = project_of(call, call.query.project_id)
    query = await run_query(call, project, call.query)
    done = await _runs(call).retry_all(project, query, only_count=call.body.dry_run)
    shown = activity.Retried(runs=done.runs, skipped=done.skipped)
    return Answer(shown, 200 if call.body.dry_run else 202)


async def stop(call: Call[queries.OfProject, None]) -> Answer:
    """End a run that is on."""
    entry = await _runs(call).stop(await _project(call), call.number)
    return Answer(convert.run(entry), 202)


async def run_query(
    call: Call[Any, Any], project: OpenProject, asked: queries.RunFilter
) -> RunQuery:
    """Return what the store is asked for.

    Raises:
        Refusal: 422, a date is none.
        NotThere: There is no such job or message.
    """
    desk = call.platform.desk
    job = asked.job_id and await desk.read(find_job, asked.job_id)
    message = asked.message_id and await desk.read(find_message, project.id, asked.message_id)
    # What is named by a number is old or new: then the usual 30 days do not matter.
    is_named = any((asked.from_id, asked.to_id, asked.message_id, asked.queue_id))
    since = asked.since or ("ever" if is_named else None)
    return RunQuery(
        project_id=project.id,
        text=asked.text,
        since_ms=since_ms(since, desk.clock.now()),
        until_ms=until_ms(asked.until),
        job_id=job.id if job else None,
        message_id=message or None,
        waiting_id=asked.queue_id,
        success={"success": True, "failed": False}.get(asked.status or ""),
        is_running=True if asked.status == "running" else None,
        exit_codes=() if asked.exit_code is None else (asked.exit_code,),
        first_number=asked.from_id,
        last_number=asked.to_id,
    )


async def _project(call: Call[Any, Any]) -> OpenProject:
    """Return the project of the run in the address: as said, or the only one that has it."""
    number = call.query.project_id
    if number is None:
        found = await call.platform.desk.read(projects_of_run, call.number)
        if len(found) > 1:
            says = f"The projects {', '.join(map(str, found))} have a run {call.number}."
            raise Refusal(422, {"project_id": [says]})
        if not found:
            raise Refusal.because(404, f"There is no run {call.number}.")
        number = found[0]
    return call.platform.desk.project(number)


async def _whole(
    call: Call[queries.RunFilter, None], project: OpenProject, entry: RunEntry
) -> activity.WholeRun:
    desk = call.platform.desk
    details = await desk.read(read_details, entry.id, log_lines=LOG_LINES, most_state=_STATE_SHOWN)
    query = await run_query(call, project, call.query)
    beside = await _runs(call).neighbours(query, entry.number)
    short = convert.run(entry)
    return activity.WholeRun(
        **{name: getattr(short, name) for name in short.__struct_fields__},
        log=list(details.log),
        log_lines=details.log_lines,
        chain=list(entry.chain),
        adaptors=entry.adaptors,
        expression=details.expression,
        final_state=convert.raw(details.final_state),
        newer_id=beside.newer,
        older_id=beside.older,
    )


OPERATIONS = (
    Operation(
        method="GET", path="/api/runs", handler=list_runs, tag="runs",
        summary="Runs, newest first; of the last 30 days unless asked otherwise.",
        query=queries.RunPage, gives=list[activity.RunOut], refusals=(404,),
    ),
    Operation(
        method="POST", path="/api/runs/retry", handler=retry_many, tag="runs",
        summary="Repeat runs, oldest first, but for those that follow from others.",
        query=queries.RunFilter, body=activity.RangeIn, is_body_optional=True,
        gives=activity.Retried, status=202, refusals=(404,),
    ),
    Operation(
        method="GET", path="/api/runs/{number}", handler=read_run, tag="runs",
        summary="A run with its log, and its neighbours in the filtered list.",
        query=queries.RunFilter, gives=activity.WholeRun, refusals=(404,),
    ),
    Operation(
        method="GET", path="/api/runs/{number}/log", handler=read_log, tag="runs",
        summary="A page of a run's log, in order.", query=queries.LogPage,
        gives=list[activity.LogLine], refusals=(404,),
    ),
    Operation(
        method="GET", path="/api/runs/{number}/state", handler=read_final_state, tag="runs",
        summary="A run's final state.", query=queries.OfProject, gives=Any, refusals=(404,),
    ),
    Operation(
        method="POST", path="/api/runs/{number}/retry", handler=retry, tag="runs",
        summary="Repeat a run with its job as it is now.", query=queries.OfProject,
        gives=activity.Queued, status=202, refusals=(404, 429),
    ),
    Operation(
        method="POST", path="/api/runs/{number}/stop", handler=stop, tag="runs",
        summary="End a run that is on.", query=queries.OfProject, gives=activity.RunOut,
        status=202, refusals=(404,),
    ),
)  # fmt: skip
