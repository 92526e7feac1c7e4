"""v1's calls about triggers, and ours: why a message passes a filter, when cron fires."""

from typing import Any

import msgspec

from openfn_studio.platform.api import convert, queries, shapes
from openfn_studio.platform.api.jobs import given
from openfn_studio.platform.api.operation import Answer, Call, Empty, Operation
from openfn_studio.platform.api.paging import whole_or_page
from openfn_studio.platform.portal.triggers import Triggers


def _triggers(call: Call[Any, Any]) -> Triggers:
    return Triggers(call.platform.desk)


async def list_triggers(call: Call[queries.Page, None]) -> Answer:
    """Return triggers."""
    rows = await _triggers(call).all(call.query.project_id)
    shown = [convert.trigger(row) for row in rows]
    return whole_or_page(call.request, shown, limit=call.query.limit, before=call.query.before_id)


async def read_trigger(call: Call[Empty, None]) -> Answer:
    """Return a trigger."""
    return Answer(convert.trigger(await _triggers(call).one(call.number)))


async def create_trigger(call: Call[Empty, shapes.TriggerIn]) -> Answer:
    """Add a trigger."""
    return Answer(convert.trigger(await _triggers(call).create(_values(call.body))), 201)


async def change_trigger(call: Call[Empty, shapes.TriggerIn]) -> Answer:
    """Change some attributes of a trigger."""
    row = await _triggers(call).change(call.number, _values(call.body), call.expected_ms)
    return Answer(convert.trigger(row))


async def delete_trigger(call: Call[Empty, None]) -> Answer:
    """Delete a trigger."""
    await _triggers(call).delete(call.number)
    return Answer(status=204)


async def explain(call: Call[Empty, None]) -> Answer:
    """Say why a message passes a filter, or why it does not."""
    found = await _triggers(call).explain(call.number, call.path_number("message"))
    return Answer(shapes.Explanation(matches=found.matches, sentences=list(found.sentences)))


async def preview_cron(call: Call[queries.CronAsked, None]) -> Answer:
    """Say when a cron expression fires."""
    found = _triggers(call).preview_cron(call.query.cron, call.query.count)
    return Answer(shapes.CronFact(in_words=found.words, next=list(found.next)))


def _values(body: shapes.TriggerIn) -> dict[str, Any]:
    """Return the attributes a body names, its filters as JSON text."""
    values = given(body)
    for name in ("criteria", "exclusion"):
        if name in values:
            values[name] = _json_text(values[name])
    return values


def _json_text(value: msgspec.Raw) -> str | None:
    """Return the text of a filter, which may come as JSON or as the text of JSON."""
    text = bytes(value).decode()
    if text == "null":
        return None
    return msgspec.json.decode(value, type=str) if text.startswith('"') else text


OPERATIONS = (
    Operation(
        method="GET", path="/api/triggers", handler=list_triggers, tag="triggers",
        summary="Triggers; v1's call.", query=queries.Page, gives=list[shapes.TriggerOut],
        refusals=(404,),
    ),
    Operation(
        method="POST", path="/api/triggers", handler=create_trigger, tag="triggers",
        summary="Add a trigger; v1's call.", body=shapes.TriggerIn, wrapper="trigger",
        gives=shapes.TriggerOut, status=201,
    ),
    Operation(
        method="GET", path="/api/triggers/{number}", handler=read_trigger, tag="triggers",
        summary="A trigger.", gives=shapes.TriggerOut, refusals=(404,),
    ),
    *(
        Operation(
            method=method, path="/api/triggers/{number}", handler=change_trigger, tag="triggers",
            summary="Change a trigger.", body=shapes.TriggerIn, wrapper="trigger",
            gives=shapes.TriggerOut, refusals=(404, 409, 412),
        )
        for method in ("PUT", "PATCH")
    ),
    Operation(
        method="DELETE", path="/api/triggers/{number}", handler=delete_trigger, tag="triggers",
        summary="Delete a trigger; its jobs have none from now on.", status=204, refusals=(404,),
    ),
    Operation(
        method="GET", path="/api/triggers/{number}/explain/{message}", handler=explain,
        tag="triggers", summary="Why a message passes a filter, or why it does not.",
        gives=shapes.Explanation, refusals=(404,),
    ),
    Operation(
        method="GET", path="/api/cron", handler=preview_cron, tag="triggers",
        summary="When a cron expression fires.", query=queries.CronAsked, gives=shapes.CronFact,
    ),
)  # fmt: skip
