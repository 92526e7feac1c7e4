"""v1's calls about jobs and the public library, and ours about a job's state."""

from typing import Any

import msgspec

from openfn_studio.platform.api import activity, convert, queries, shapes
from openfn_studio.platform.api.operation import Answer, Call, Empty, Operation
from openfn_studio.platform.api.paging import whole_or_page
from openfn_studio.platform.http.problems import Refusal
from openfn_studio.platform.portal.jobs import Jobs
from openfn_studio.platform.portal.runs import RunDesk


def _jobs(call: Call[Any, Any]) -> Jobs:
    return Jobs(call.platform.desk)


async def list_jobs(call: Call[queries.Page, None]) -> Answer:
    """Return jobs; archived ones too, as v1 does."""
    rows = await _jobs(call).all(call.query.project_id)
    shown = [convert.job(row) for row in rows]
    return whole_or_page(call.request, shown, limit=call.query.limit, before=call.query.before_id)


async def read_job(call: Call[Empty, None]) -> Answer:
    """Return a job."""
    return Answer(convert.job(await _jobs(call).one(call.number)))


async def create_job(call: Call[Empty, shapes.JobIn]) -> Answer:
    """Add a job."""
    return Answer(convert.job(await _jobs(call).create(given(call.body))), 201)


async def change_job(call: Call[Empty, shapes.JobIn]) -> Answer:
    """Change some attributes of a job."""
    row = await _jobs(call).change(call.number, given(call.body), call.expected_ms)
    return Answer(convert.job(row))


async def archive_job(call: Call[Empty, None]) -> Answer:
    """Archive a job: deleting is not possible, as on v1."""
    row = await _jobs(call).change(call.number, {"archived": True}, call.expected_ms)
    return Answer(convert.job(row))


async def run_job(call: Call[Empty, None]) -> Answer:
    """Run a cron job before its time."""
    row = await _jobs(call).one(call.number)
    runs = RunDesk(call.platform.desk, call.platform.dispatcher)
    queue_id = await runs.run_now(call.platform.desk.project(row.project), row.name)
    return Answer(activity.Queued(queue_ids=[queue_id]), 202)


async def read_state(call: Call[Empty, None]) -> Answer:
    """Return what a cron job's next run begins with."""
    return Answer(convert.raw(await _jobs(call).state(call.number) or "{}"))


async def write_state(call: Call[Empty, bytes]) -> Answer:
    """Set what a cron job's next run begins with."""
    try:
        state = msgspec.json.decode(call.body, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Refusal(400, {"body": ["The state of a job is a JSON object."]}) from error
    text = msgspec.json.encode(state).decode()
    await _jobs(call).set_state(call.number, text)
    return Answer(convert.raw(text))


async def forget_state(call: Call[Empty, None]) -> Answer:
    """Let a cron job begin anew."""
    await _jobs(call).set_state(call.number, None)
    return Answer(status=204)


async def list_public(call: Call[queries.Page, None]) -> Answer:
    """Return the jobs of the public library: those that were made public here."""
    rows = await _jobs(call).all(call.query.project_id)
    shown = [convert.public_job(row) for row in rows if row.is_public and not row.archived]
    return Answer(shown)


def given(body: msgspec.Struct) -> dict[str, Any]:
    """Return the attributes a body names."""
    values = {name: getattr(body, name) for name in body.__struct_fields__}
    return {name: value for name, value in values.items() if value is not msgspec.UNSET}


OPERATIONS = (
    Operation(
        method="GET", path="/api/jobs", handler=list_jobs, tag="jobs", summary="Jobs; v1's call.",
        query=queries.Page, gives=list[shapes.JobOut], refusals=(404,),
    ),
    Operation(
        method="POST", path="/api/jobs", handler=create_job, tag="jobs",
        summary="Add a job; v1's call.", body=shapes.JobIn, wrapper="job", gives=shapes.JobOut,
        status=201,
    ),
    Operation(
        method="GET", path="/api/jobs/{number}", handler=read_job, tag="jobs", summary="A job.",
        gives=shapes.JobOut, refusals=(404,),
    ),
    *(
        Operation(
            method=method, path="/api/jobs/{number}", handler=change_job, tag="jobs",
            summary="Change a job, also to archive, restore or switch it; v1's call.",
            body=shapes.JobIn, wrapper="job", gives=shapes.JobOut, refusals=(404, 409, 412),
        )
        for method in ("PUT", "PATCH")
    ),
    Operation(
        method="DELETE", path="/api/jobs/{number}", handler=archive_job, tag="jobs",
        summary="Archive a job: none is ever deleted.", gives=shapes.JobOut,
        refusals=(404, 409, 412),
    ),
    Operation(
        method="POST", path="/api/jobs/{number}/run", handler=run_job, tag="jobs",
        summary="Run a cron job now.", gives=activity.Queued, status=202, refusals=(404,),
    ),
    Operation(
        method="GET", path="/api/jobs/{number}/state", handler=read_state, tag="jobs",
        summary="What a cron job's next run begins with.", gives=dict, refusals=(404,),
    ),
    Operation(
        method="PUT", path="/api/jobs/{number}/state", handler=write_state, tag="jobs",
        summary="Set what a cron job's next run begins with.", is_raw=True, gives=dict,
        refusals=(404,),
    ),
    Operation(
        method="DELETE", path="/api/jobs/{number}/state", handler=forget_state, tag="jobs",
        summary="Let a cron job begin anew.", status=204, refusals=(404,),
    ),
    Operation(
        method="GET", path="/api/public/jobs", handler=list_public, tag="jobs", is_public=True,
        summary="The public library; v1's call.", query=queries.Page,
        gives=list[shapes.PublicJob], refusals=(404,),
    ),
)  # fmt: skip
