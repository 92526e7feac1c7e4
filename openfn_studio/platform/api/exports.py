"""Messages and runs as files, with the filter that is set: CSV, NDJSON or JSON, page by page."""

import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from starlette.responses import Response, StreamingResponse

from openfn_studio.platform.api import convert, queries
from openfn_studio.platform.api.messages import message_query
from openfn_studio.platform.api.operation import Call, Operation
from openfn_studio.platform.api.projects import project_of
from openfn_studio.platform.api.runs import LOG_LINES, run_query
from openfn_studio.platform.portal.messages import Messages
from openfn_studio.platform.portal.runs import RunDesk
from openfn_studio.store.messages.reading import read_message
from openfn_studio.store.problems import NotThere
from openfn_studio.store.queue.run_details import read_details

_AT_ONCE = 200
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MEDIA = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson",
         "json": "application/json"}  # fmt: skip

Row = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Source:
    """What is exported: pages of rows, and the columns of a table of them."""

    name: str
    columns: Sequence[str]
    page: Callable[[int | None], Awaitable[Sequence[Row]]]
    """Returns the rows older than a number, newest first; empty at the end."""


async def export_messages(call: Call[queries.MessageExport, None]) -> Response:
    """Return the messages that fit the filter, as a file."""
    project = project_of(call, call.query.project_id)
    query = await message_query(call, project, call.query)
    messages = Messages(call.platform.desk, call.platform.dispatcher)

    async def page(before: int | None) -> list[Row]:
        entries = await messages.page(query, before=before, limit=_AT_ONCE)
        rows: list[Row] = []
        for entry in entries:
            row: Row = msgspec.to_builtins(convert.message(entry))
            del row["preview"]
            try:
                whole = await call.platform.desk.read(read_message, entry.id)
            except NotThere:
                # It was removed while the file was being written.
                continue
            rows.append({**row, "headers": whole.headers, "body": whole.body})
        return rows

    columns = ("id", "project_id", "inserted_at", "edited_at", "source", "content_type", "size",
               "trigger_ids", "jobs", "headers", "body")  # fmt: skip
    return _file(_Source("messages", columns, page), call.query.format)


async def export_runs(call: Call[queries.RunExport, None]) -> Response:
    """Return the runs that fit the filter, as a file."""
    project = project_of(call, call.query.project_id)
    query = await run_query(call, project, call.query)
    runs = RunDesk(call.platform.desk, call.platform.dispatcher)

    async def page(before: int | None) -> list[Row]:
        entries = await runs.page(query, before=before, limit=_AT_ONCE)
        rows: list[Row] = []
        for entry in entries:
            details = await call.platform.desk.read(
                read_details, entry.id, log_lines=LOG_LINES, most_state=0
            )
            row: Row = msgspec.to_builtins(convert.run(entry))
            rows.append({**row, "log": list(details.log)})
        return rows

    columns = ("id", "project_id", "started_at", "finished_at", "took_ms", "success", "exit_code",
               "job_id", "job_name", "message_id", "cause", "trigger", "attempt", "test_mode",
               "log")  # fmt: skip
    return _file(_Source("runs", columns, page), call.query.format)


def _file(source: _Source, kind: str) -> Response:
    writers = {"csv": _csv, "ndjson": _ndjson, "json": _json}
    headers = {"Content-Disposition": f'attachment; filename="{source.name}.{kind}"'}
    return StreamingResponse(writers[kind](source), headers=headers, media_type=MEDIA[kind])


async def _rows(source: _Source) -> AsyncIterator[Row]:
    before: int | None = None
    while rows := await source.page(before):
        for row in rows:
            yield row
        before = rows[-1]["id"]


async def _csv(source: _Source) -> AsyncIterator[bytes]:
    yield _line(source.columns)
    async for row in _rows(source):
        yield _line([_cell(row.get(column)) for column in source.columns])


async def _ndjson(source: _Source) -> AsyncIterator[bytes]:
    async for row in _rows(source):
        yield msgspec.json.encode(_with_json(row)) + b"\n"


async def _json(source: _Source) -> AsyncIterator[bytes]:
    start = b"["
    async for row in _rows(source):
        yield start + msgspec.json.encode(_with_json(row))
        start = b",\n"
    yield b"]" if start != b"[" else b"[]"


def _with_json(row: Row) -> Row:
    """Return a row whose JSON texts are JSON, on one line: line ends stand only between tokens."""
    return {
        name: msgspec.Raw(value.replace("\r", " ").replace("\n", " ").encode())
        if name in ("body", "headers")
        else value
        for name, value in row.items()
    }


def _line(cells: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):  # pyright: ignore[reportUnknownVariableType]
        value = "\n".join(value)  # pyright: ignore[reportUnknownArgumentType]
    if not isinstance(value, str):
        return msgspec.json.encode(value).decode()
    # A spreadsheet would carry out what a stranger sent.
    return f"'{value}" if value.startswith(_FORMULA) else value


OPERATIONS = (
    Operation(
        method="GET", path="/api/messages/export", handler=export_messages, tag="messages",
        summary="The messages that fit the filter, as a file.", query=queries.MessageExport,
        gives=bytes, media=tuple(MEDIA.values()), refusals=(404,),
    ),
    Operation(
        method="GET", path="/api/runs/export", handler=export_runs, tag="runs",
        summary="The runs that fit the filter, as a file.", query=queries.RunExport,
        gives=bytes, media=tuple(MEDIA.values()), refusals=(404,),
    ),
)  # fmt: skip
