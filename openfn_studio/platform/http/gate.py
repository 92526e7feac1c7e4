"""The outermost layer: refuses what browsers are driven to, and answers every error as JSON."""

import logging

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openfn_studio.domain.sizes import size_words
from openfn_studio.errors import StudioError
from openfn_studio.platform.http.problems import Refusal, refusal_of
from openfn_studio.platform.security.doors import Doors

_log = logging.getLogger(__name__)

HEAD_BYTES = 64 << 10
"""The largest request line with headers."""

_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
)


class Gate:
    """Lets a request in, and makes sure that it gets an answer that says what happened.

    Args:
        app: What answers.
        doors: Which hosts and origins are ours.
    """

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self._app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        has_begun = False

        async def noting(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                message["headers"] = [*message.get("headers", []), *_ALWAYS]
            await send(message)

        refusal: Refusal | None = None
        try:
            _refuse_large_head(scope)
            self._doors.check(scope["headers"])
            await self._app(scope, receive, noting)
        except ClientDisconnect:
            return
        except Refusal as known:
            refusal = known
        except StudioError as problem:
            refusal = refusal_of(problem)
        except Exception:  # noqa: BLE001 - the last boundary: a fault of ours, never a trace to a stranger
            _log.exception("A request failed: %s %s", scope["method"], _shown_path(scope))
            refusal = Refusal.because(500, "The platform itself failed; its log says more.")
        if refusal and not has_begun:
            await refusal.response()(scope, receive, noting)


def _refuse_large_head(scope: Scope) -> None:
    """Refuse headers that came at once, so that the protocol's limit of a part did not hold."""
    size = sum(len(name) + len(value) for name, value in scope["headers"])
    if size + len(scope["raw_path"]) + len(scope["query_string"]) > HEAD_BYTES:
        raise Refusal.because(431, f"The headers are larger than {size_words(HEAD_BYTES)}.")


def _shown_path(scope: Scope) -> str:
    """Return the path without the part of an inbox's address that is a secret."""
    path: str = scope["path"]
    return "/inbox/…" if path.startswith("/inbox/") else path
