"""The addresses of the platform, put together behind the gate."""

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from openfn_studio.platform.api.openapi import document
from openfn_studio.platform.api.table import OPERATIONS
from openfn_studio.platform.http.bodies import Patience
from openfn_studio.platform.http.gate import Gate
from openfn_studio.platform.http.problems import JSON, Refusal
from openfn_studio.platform.inbox.endpoint import Inbox
from openfn_studio.platform.platform import Platform
from openfn_studio.platform.security.doors import Doors

Handler = Callable[[Request], Awaitable[Response]]


def make_app(platform: Platform, doors: Doors, patience: Patience) -> ASGIApp:
    """Return what answers a platform's requests.

    Args:
        platform: What is behind the addresses.
        doors: Which hosts and origins are ours.
        patience: How long senders may take.
    """
    inbox = Inbox(platform.desk, platform.dispatcher, platform.guard, patience)
    routes = [
        *inbox.routes(),
        Route("/api/openapi.json", _openapi, methods=["GET"]),
        *(operation.route(platform, patience) for operation in OPERATIONS),
    ]
    return Gate(_Table(routes), doors)


class _Table:
    """Finds the address; one that is not there, or a method it has not, is a refusal."""

    def __init__(self, routes: list[Route]) -> None:
        self._routes = routes
        self._router = Router(routes, redirect_slashes=False, default=_nowhere)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        scope["path"] = _tidy(scope["path"])
        allowed = self._allowed(scope)
        if allowed and scope["method"] not in allowed:
            text = f"{scope['method']} is not possible here; {', '.join(allowed)} is."
            raise Refusal.because(405, text, Allow=", ".join(allowed))
        try:
            await self._router(scope, receive, send)
        except HTTPException as error:
            raise Refusal.because(error.status_code, str(error.detail)) from error

    def _allowed(self, scope: Scope) -> list[str]:
        """Return the methods of an address, whichever of its operations has them."""
        methods: set[str] = set()
        for route in self._routes:
            if route.path_regex.match(scope["path"]):
                methods |= route.methods or set()
        return sorted(methods)


def _tidy(path: str) -> str:
    """Return a path as it is known here: v1's clients write ``//jobs`` and ``jobs/`` too."""
    parts = [part for part in path.split("/") if part]
    return "/" + "/".join(parts)


async def _openapi(_: Request) -> Response:
    return Response(document(), media_type=JSON)


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    raise Refusal.because(404, "There is nothing at this address.")
