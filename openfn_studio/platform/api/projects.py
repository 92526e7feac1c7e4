"""Calls about projects, their inboxes' keys, and their queues."""

from typing import Any
from uuid import uuid4

from openfn_studio.platform.api import activity, convert, queries, shapes
from openfn_studio.platform.api.jobs import given
from openfn_studio.platform.api.moments import at
from openfn_studio.platform.api.operation import Answer, Call, Empty, Operation
from openfn_studio.platform.api.paging import whole_or_page
from openfn_studio.platform.desk import OpenProject
from openfn_studio.platform.http.problems import Refusal
from openfn_studio.platform.portal.runs import RunDesk
from openfn_studio.store.problems import FieldProblem
from openfn_studio.store.projects.projects import add_project, change_project


async def list_projects(call: Call[queries.Page, None]) -> Answer:
    """Return projects."""
    projects = sorted(call.platform.desk, key=lambda one: -one.image.row.number)
    wanted = call.query.project_id
    shown = [await _shown(call, one) for one in projects if wanted in (None, one.image.row.number)]
    return whole_or_page(call.request, shown, limit=call.query.limit, before=call.query.before_id)


async def read_project(call: Call[Empty, None]) -> Answer:
    """Return a project."""
    return Answer(await _shown(call, call.platform.desk.project(call.number)))


async def create_project(call: Call[Empty, shapes.ProjectIn]) -> Answer:
    """Add a project."""
    values = given(call.body)
    if "name" not in values:
        raise FieldProblem("name", "A project needs a name.")
    desk = call.platform.desk
    row = await desk.write(
        add_project, name=values.pop("name"), inbox=str(uuid4()), now_ms=desk.now_ms()
    )
    if values:
        await desk.write(change_project, row.number, values, desk.now_ms())
    return Answer(await _shown(call, await desk.refresh(row.number)), 201)


async def change(call: Call[Empty, shapes.ProjectIn]) -> Answer:
    """Change some attributes of a project."""
    desk = call.platform.desk
    await desk.write(change_project, call.number, given(call.body), desk.now_ms())
    project = await desk.refresh(call.number)
    call.platform.dispatcher.wake(call.number)
    return Answer(await _shown(call, project))


async def list_keys(call: Call[Empty, None]) -> Answer:
    """Return what may post to a project's inbox."""
    project = call.platform.desk.project(call.number)
    keys = call.platform.guard.keys(project.id)
    return Answer([convert.inbox_key(key) for key in keys[::-1]])


async def add_key(call: Call[Empty, shapes.InboxKeyIn]) -> Answer:
    """Let one more key, or user name and password, post to a project's inbox."""
    project = call.platform.desk.project(call.number)
    guard, body = call.platform.guard, call.body
    if body.username is None and body.password is None:
        row, key = await guard.add_api_key(project.id, body.name)
    else:
        username, password = body.username or "", body.password or ""
        row, key = await guard.add_pair(project.id, body.name, username, password), None
    shown = shapes.NewInboxKey(id=row.number, kind=row.kind, name=row.name, key=key)
    return Answer(shown, 201)


async def revoke_key(call: Call[Empty, None]) -> Answer:
    """Refuse a key from now on."""
    project = call.platform.desk.project(call.number)
    await call.platform.guard.revoke(project.id, call.path_number("key"))
    return Answer(status=204)


async def list_queue(call: Call[queries.QueuePage, None]) -> Answer:
    """Return a project's queue, in its order."""
    project = project_of(call, call.query.project_id)
    runs = RunDesk(call.platform.desk, call.platform.dispatcher)
    rows = await runs.queue(project, after=call.query.after_id, limit=call.query.limit)
    return Answer([convert.waiting(row, project.image.row.number) for row in rows])


async def take_out(call: Call[Empty, None]) -> Answer:
    """Take a run out of its queue."""
    await RunDesk(call.platform.desk, call.platform.dispatcher).take_out(call.number)
    return Answer(status=204)


def project_of(call: Call[Any, Any], number: int | None) -> OpenProject:
    """Return the project a call is about; without a number, the only one there is.

    Raises:
        NotThere: There is none of that number.
        Refusal: 422, there are several.
    """
    desk = call.platform.desk
    if number is not None:
        return desk.project(number)
    projects = list(desk)
    if len(projects) == 1:
        return projects[0]
    raise Refusal(422, {"project_id": [f"Say of which of the {len(projects)} projects."]})


async def _shown(call: Call[Any, Any], project: OpenProject) -> shapes.ProjectOut:
    platform, row = call.platform, project.image.row
    state = await RunDesk(platform.desk, platform.dispatcher).queue_state(project)
    because = platform.dispatcher.waits_because if state.waiting else None
    base = call.request.base_url
    return shapes.ProjectOut(
        id=row.number,
        name=row.name,
        description=row.description,
        inbox_id=row.inbox,
        inbox_url=f"{base}inbox/{row.inbox}",
        is_secured=platform.guard.is_secured(project.id),
        dialect=row.dialect,
        test_mode=row.test_mode,
        concurrency=row.concurrency,
        keep_messages_days=row.keep_messages_days,
        keep_runs_days=row.keep_runs_days,
        queue=shapes.QueueFact(
            waiting=state.waiting,
            running=state.running,
            estimated_ms=state.estimated_ms,
            waits_because=str(because) if because else None,
        ),
        inserted_at=at(row.inserted_at_ms),
        updated_at=at(row.updated_at_ms),
    )


OPERATIONS = (
    Operation(
        method="GET", path="/api/projects", handler=list_projects, tag="projects",
        summary="Projects with their inboxes and queues.", query=queries.Page,
        gives=list[shapes.ProjectOut],
    ),
    Operation(
        method="POST", path="/api/projects", handler=create_project, tag="projects",
        summary="Add a project.", body=shapes.ProjectIn, wrapper="project",
        gives=shapes.ProjectOut, status=201,
    ),
    Operation(
        method="GET", path="/api/projects/{number}", handler=read_project, tag="projects",
        summary="A project.", gives=shapes.ProjectOut, refusals=(404,),
    ),
    *(
        Operation(
            method=method, path="/api/projects/{number}", handler=change, tag="projects",
            summary="Change a project.", body=shapes.ProjectIn, wrapper="project",
            gives=shapes.ProjectOut, refusals=(404,),
        )
        for method in ("PUT", "PATCH")
    ),
    Operation(
        method="GET", path="/api/projects/{number}/inbox_keys", handler=list_keys,
        tag="inbox keys", summary="What may post to a project's inbox.",
        gives=list[shapes.InboxKeyOut], refusals=(404,),
    ),
    Operation(
        method="POST", path="/api/projects/{number}/inbox_keys", handler=add_key,
        tag="inbox keys", summary="Add a key, which is shown once, or a Basic pair.",
        body=shapes.InboxKeyIn, is_body_optional=True, gives=shapes.NewInboxKey, status=201,
        refusals=(404,),
    ),
    Operation(
        method="DELETE", path="/api/projects/{number}/inbox_keys/{key}", handler=revoke_key,
        tag="inbox keys", summary="Revoke a key or pair.", status=204, refusals=(404,),
    ),
    Operation(
        method="GET", path="/api/queue", handler=list_queue, tag="queue",
        summary="The runs that wait, in their order.", query=queries.QueuePage,
        gives=list[activity.WaitingOut], refusals=(404,),
    ),
    Operation(
        method="DELETE", path="/api/queue/{number}", handler=take_out, tag="queue",
        summary="Take a run out of its queue; it is not started.", status=204, refusals=(404,),
    ),
)  # fmt: skip
