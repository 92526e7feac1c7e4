"""One operation of the API: its address, what it takes and gives, and what carries it out.

The table of operations makes both the routes and the OpenAPI document, so they cannot disagree.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from openfn_studio.platform.api.invalid import in_words
from openfn_studio.platform.api.moments import if_match_ms
from openfn_studio.platform.http.bodies import Patience, read_body
from openfn_studio.platform.http.problems import DETAIL, JSON, Refusal
from openfn_studio.platform.platform import Platform
from openfn_studio.platform.security.access import Actor

Q = TypeVar("Q")
B = TypeVar("B")

_AT = re.compile(r" - at `\$\.?(?:\[\.\.\.\]\.?)?([\w.\[\]]*)`$")
_MOST_BYTES = 8 << 20
_LARGEST_NUMBER = 2**53 - 1


class Empty(msgspec.Struct):
    """Nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation gives."""

    value: Any = None
    """A value to be written as JSON; None for no body."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Call(Generic[Q, B]):
    """One request, read and checked."""

    platform: Platform
    request: Request
    actor: Actor
    query: Q
    body: B

    @property
    def number(self) -> int:
        """The number in the address."""
        return self.path_number("number")

    def path_number(self, name: str) -> int:
        """Return a number of the address.

        Raises:
            Refusal: 404, nothing has such a number.
        """
        text: str = self.request.path_params[name]
        number = int(text) if re.fullmatch(r"[0-9]{1,16}", text) else 0
        if not 1 <= number <= _LARGEST_NUMBER:
            raise Refusal.because(404, "There is nothing of this number.")
        return number

    async def is_gone(self) -> None:
        """Return when whoever called does not wait for the answer any more."""
        while (await self.request.receive())["type"] != "http.disconnect":
            continue

    @property
    def expected_ms(self) -> int | None:
        """When the caller thinks it was changed last: the ``updated_at`` in ``If-Match``.

        Raises:
            Refusal: 412, it is no such time.
        """
        shown = self.request.headers.get("if-match")
        if shown is None or shown.strip() == "*":
            return None
        return if_match_ms(shown)


Handler = Callable[[Call[Any, Any]], Awaitable[Answer | Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation."""

    method: str
    path: str
    """With ``{number}`` for what is asked about."""
    handler: Handler
    summary: str
    tag: str
    query: type[Any] = Empty
    body: type[Any] | None = None
    """What its body is; None for none."""
    wrapper: str | None = None
    """v1's clients put the body inside an object of this one key; bare is taken too."""
    is_raw: bool = False
    """The body is anything the inbox takes."""
    is_body_optional: bool = False
    gives: Any = None
    """The type of its answer; None for no body."""
    media: Sequence[str] = (JSON,)
    status: int = 200
    refusals: Sequence[int] = ()
    """The statuses of its refusals besides those that every operation may have."""
    is_public: bool = False
    """Whether it is answered to whoever asks."""

    def route(self, platform: Platform, patience: Patience) -> Route:
        """Return what answers it."""

        async def answer(request: Request) -> Response:
            actor = None
            if not self.is_public:
                shown = request.headers.get("authorization", "")
                actor = await platform.access.actor(shown)
            query = read_query(request, self.query)
            body = await self._body(request, patience)
            # A public operation never asks who calls.
            known = cast("Actor", actor)
            call: Call[Any, Any] = Call(platform, request, known, query, body)
            given = await self.handler(call)
            return given if isinstance(given, Response) else _response(given)

        return Route(self.path, answer, methods=[self.method])

    async def _body(self, request: Request, patience: Patience) -> Any:
        if self.is_raw:
            return await read_body(request, patience, _MOST_BYTES)
        if self.body is None:
            return None
        raw = await read_body(request, patience, _MOST_BYTES)
        if not raw.strip() and self.is_body_optional:
            return self.body()
        return read_json_body(raw, self.body, self.wrapper)


def read_query(request: Request, shape: type[Q]) -> Q:
    """Return the parameters behind the ``?``, checked; those nobody knows are passed over.

    Raises:
        Refusal: 422, one of them cannot be taken.
    """
    given = {name: value for name, value in request.query_params.items() if value != ""}
    try:
        return msgspec.convert(given, shape, strict=False)
    except msgspec.ValidationError as error:
        raise _invalid(error) from error


def read_json_body(raw: bytes, shape: type[B], wrapper: str | None) -> B:
    """Return a body, checked; attributes nobody knows are passed over.

    Raises:
        Refusal: 400, it is not JSON; 422, a value in it cannot be taken.
    """
    try:
        if wrapper is not None:
            raw = _unwrapped(raw, wrapper)
        return msgspec.json.decode(raw, type=shape, strict=False)
    except msgspec.ValidationError as error:
        raise _invalid(error) from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise Refusal(400, {"body": [f"The body is not JSON: {reason}."]}) from error


def _unwrapped(raw: bytes, wrapper: str) -> bytes:
    try:
        members = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        return raw
    inner = members.get(wrapper)
    return bytes(inner) if inner is not None and bytes(inner).lstrip()[:1] == b"{" else raw


def _invalid(error: msgspec.ValidationError) -> Refusal:
    text = str(error)
    place = _AT.search(text)
    name = re.split(r"[.\[]", place[1])[0] if place else ""
    missing = re.search(r"missing required field `(\w+)`", text)
    if missing and not name:
        name = missing[1]
    return Refusal(422, {name or DETAIL: [in_words(_AT.sub("", text))]})


def _response(answer: Answer) -> Response:
    if answer.value is None:
        return Response(status_code=answer.status, headers=dict(answer.headers))
    body = msgspec.json.encode(answer.value)
    return Response(body, answer.status, dict(answer.headers), media_type=JSON)
