"""The inbox's addresses: what is posted there is on disk before it is answered."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from openfn_studio.domain.message import Message
from openfn_studio.errors import UserInputProblem
from openfn_studio.platform.desk import Desk, OpenProject
from openfn_studio.platform.dispatch.dispatcher import Dispatcher
from openfn_studio.platform.http.bodies import MOST_BYTES, Patience, read_body
from openfn_studio.platform.http.problems import JSON, Refusal
from openfn_studio.platform.inbox import openrosa
from openfn_studio.platform.inbox.reading import Reading, plain_text, read_message_body
from openfn_studio.platform.security.inbox_guard import InboxGuard
from openfn_studio.store.messages.arrival import MessageKey, NewMessage, store_message

MASK = "••••"
_SECRET_HEADERS = frozenset({"authorization", "x-api-key", "cookie", "proxy-authorization"})
_READ_ASIDE = 256 << 10
"""Larger bodies are read beside the event loop, so that others need not wait."""


class Inbox:
    """Takes messages.

    Args:
        desk: The platform's belongings.
        dispatcher: Starts what they start.
        guard: Knows who may post.
        patience: How long senders may take.
    """

    def __init__(
        self, desk: Desk, dispatcher: Dispatcher, guard: InboxGuard, patience: Patience
    ) -> None:
        self._desk = desk
        self._dispatcher = dispatcher
        self._guard = guard
        self._patience = patience

    def routes(self) -> list[Route]:
        """Return the inbox's addresses."""
        return [
            Route("/inbox/{inbox}", self.post, methods=["POST"]),
            Route("/inbox/{inbox}/submission", self.submission, methods=["HEAD", "POST"]),
            Route("/inbox/{inbox}/formList", self.form_list, methods=["GET"]),
        ]

    async def post(self, request: Request) -> Response:
        """Take a message."""
        project = await self._project(request)
        reading = await self._read(request)
        await self._keep(project, request, reading, "openrosa" if reading.submission else "inbox")
        return Response(b"{}", media_type=JSON)

    async def submission(self, request: Request) -> Response:
        """Take an OpenRosa submission, or say that it would be taken."""
        project = await self._project(request)
        if request.method == "HEAD":
            return openrosa.welcome(str(request.url.replace(query="")))
        reading = await self._read(request)
        if reading.submission is None:
            raise Refusal(400, {"body": ["The submission has no part xml_submission_file."]})
        await self._keep(project, request, reading, "openrosa")
        return openrosa.received()

    async def form_list(self, request: Request) -> Response:
        """Return the list of forms, which is empty: an inbox takes any form."""
        await self._project(request)
        return openrosa.no_forms()

    async def _project(self, request: Request) -> OpenProject:
        project = self._desk.project_of_inbox(request.path_params["inbox"])
        if project is None:
            raise Refusal.because(404, "There is no inbox at this address.")
        await self._guard.check(project.id, request.headers)
        return project

    async def _read(self, request: Request) -> Reading:
        body = await read_body(request, self._patience, MOST_BYTES)
        content_type = request.headers.get("content-type", "")
        query = query_of(request)
        try:
            if len(body) > _READ_ASIDE:
                return await self._desk.aside(read_message_body, body, content_type, query)
            return read_message_body(body, content_type, query)
        except UserInputProblem as problem:
            raise Refusal(400, {"body": [str(problem)]}) from problem

    async def _keep(
        self, project: OpenProject, request: Request, reading: Reading, source: str
    ) -> MessageKey:
        query = dict(query_of(request))
        message = NewMessage(
            project_id=project.id,
            received_at_ms=self._desk.now_ms(),
            source=source,
            body=reading.text,
            query=msgspec.json.encode(query).decode(),
            headers=msgspec.json.encode(shown_headers(request.headers.items())).decode(),
            content_type=request.headers.get("content-type", ""),
            plain=plain_text(reading.text, reading.value),
            received=reading.received,
            submission=reading.submission and openrosa.fingerprint(reading.submission),
            attachments=reading.attachments,
        )
        return await receive(self._desk, self._dispatcher, project, message, reading.value, query)


async def receive(
    desk: Desk,
    dispatcher: Dispatcher,
    project: OpenProject,
    message: NewMessage,
    value: object,
    query: dict[str, str],
) -> MessageKey:
    """Keep a message and start what it starts; when this returns it is safe on disk."""
    arrived = Message(value, query)
    runs = project.started_by(arrived)
    key = await desk.write(store_message, message, project.matching(arrived), runs)
    if runs:
        dispatcher.wake(project.image.row.number)
    return key


def query_of(request: Request) -> list[tuple[str, str]]:
    """Return the parameters of a request's query string.

    Raises:
        Refusal: 400, they hold a character that cannot be kept.
    """
    text = request.scope["query_string"].decode("latin-1")
    pairs = parse_qsl(text, keep_blank_values=True)
    if any("\0" in part for pair in pairs for part in pair):
        raise Refusal(400, {"query": ["The query has the character %00, which cannot be kept."]})
    return pairs


def shown_headers(headers: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return headers as they are kept: keys and passwords are masked."""
    return {name: MASK if name in _SECRET_HEADERS else value for name, value in headers}
