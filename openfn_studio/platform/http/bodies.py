"""Reading a request's body: no larger and no slower than is allowed."""

import asyncio
import zlib
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request

from openfn_studio.domain.sizes import size_words
from openfn_studio.platform.http.problems import Refusal

MOST_BYTES = 8 << 20
"""v1's limit of a message; nothing else that is sent here is larger."""

_FAREWELL_BYTES = 32 << 20
_FAREWELL_SECONDS = 5.0
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a sender may take, in seconds."""

    head: float = 10.0
    """For a request's line and headers."""
    silence: float = 15.0
    """Between two pieces of a body."""
    body: float = 120.0
    """For a whole body."""


async def read_body(
    request: Request, patience: Patience, most: int = MOST_BYTES, *, unpack: bool = True
) -> bytes:
    """Return a request's body, unpacked when it came compressed.

    Raises:
        Refusal: 413 too large, 408 too slow, 415 or 400 compressed in a way that is not known.
        ClientDisconnect: Who sends it is gone.
    """
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > most:
        await _let_finish(request)
        raise _too_large(most)
    packed = await _read_all(request, patience, most)
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    return _unpacked(packed, encoding, most) if unpack else packed


async def _read_all(request: Request, patience: Patience, most: int) -> bytes:
    loop = asyncio.get_running_loop()
    until = loop.time() + patience.body
    pieces: list[bytes] = []
    size = 0
    while True:
        left = min(patience.silence, until - loop.time())
        try:
            message = await asyncio.wait_for(request.receive(), max(left, 0))
        except TimeoutError:
            text = "The body did not arrive in time; nothing was stored."
            raise Refusal.because(408, text, Connection="close") from None
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        piece: bytes = message.get("body", b"")
        size += len(piece)
        if size > most:
            await _let_finish(request)
            raise _too_large(most)
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces)


async def _let_finish(request: Request) -> None:
    """Throw away a little more of what is sent, so that the sender gets to read the answer."""
    size = 0
    try:
        async with asyncio.timeout(_FAREWELL_SECONDS):
            while size < _FAREWELL_BYTES:
                message = await request.receive()
                size += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return


def _unpacked(body: bytes, encoding: str, most: int) -> bytes:
    if encoding in ("identity", ""):
        return body
    windows = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS}.get(encoding)
    if windows is None:
        text = f"Content-Encoding {encoding[:40]} is not known here; send gzip, deflate or none."
        raise Refusal.because(415, text)
    machine = zlib.decompressobj(windows)
    try:
        # One byte more than is allowed tells that it is too large, without unpacking the rest.
        plain = machine.decompress(body, most + 1)
    except zlib.error as error:
        text = f"The body says it is compressed with {encoding}, but it is not."
        raise Refusal(400, {"body": [text]}) from error
    if len(plain) > most:
        raise _too_large(most)
    if not machine.eof:
        raise Refusal(400, {"body": ["The compressed body ends too early."]})
    return plain


def _too_large(most: int) -> Refusal:
    text = f"The body is larger than {size_words(most)}, the most that is taken."
    return Refusal(413, {"body": [text]}, {"Connection": "close"})
