"""HTTP/1.1 with an end to patience: a connection that sends no whole request head is closed."""

import asyncio
import contextlib
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from openfn_studio.platform.http.problems import JSON, Refusal

_NOT_HTTP = "This is no HTTP/1.1 request, or its line and headers are larger than is allowed."
_LATE = "The request's head did not arrive in time."


class PatientProtocol(H11Protocol):
    """uvicorn's protocol with a time-out for heads, and with its refusals as JSON."""

    head_seconds = 10.0
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)  # pyright: ignore[reportArgumentType]
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; while they are not a whole head, time runs."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._head_timer is None:
            self._wait_for_head()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP."""
        self._stop_waiting()
        self._refuse(400, _NOT_HTTP)

    def _wait_for_head(self) -> None:
        self._head_timer = self.loop.call_later(self.head_seconds, self._head_is_late)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _head_is_late(self) -> None:
        self._head_timer = None
        if self.conn.their_state is h11.IDLE:
            self._refuse(408, _LATE)

    def _refuse(self, status: int, text: str) -> None:
        if self.transport.is_closing():
            return
        body = bytes(Refusal.because(status, text).response().body)
        headers = [
            ("content-type", JSON),
            ("content-length", str(len(body))),
            ("connection", "close"),
        ]
        head = h11.Response(status_code=status, headers=headers)
        events: list[Any] = [head, h11.Data(data=body), h11.EndOfMessage()]
        # It may have begun to answer already: then closing is all that can be said.
        with contextlib.suppress(h11.LocalProtocolError):
            for event in events:
                said = cast("bytes | None", self.conn.send(event))
                self.transport.write(said or b"")
        self.transport.close()


def patient_protocol(head_seconds: float) -> type[PatientProtocol]:
    """Return the protocol class of a server that waits so long for a request's head."""
    return type("PatientProtocol", (PatientProtocol,), {"head_seconds": head_seconds})
