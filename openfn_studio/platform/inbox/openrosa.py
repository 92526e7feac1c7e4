"""What OpenRosa clients such as ODK Collect expect to hear. Sans I/O."""

import hashlib

from starlette.responses import Response

from openfn_studio.platform.http.bodies import MOST_BYTES

_XML = "text/xml; charset=utf-8"
_HEADERS = {
    "X-OpenRosa-Version": "1.0",
    "X-OpenRosa-Accept-Content-Length": str(MOST_BYTES),
}
_RECEIVED = (
    '<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
    '<message nature="submit_success">Thank you: the form is in the inbox.</message>'
    "</OpenRosaResponse>"
)
_NO_FORMS = '<xforms xmlns="http://openrosa.org/xforms/xformsList"/>'


def welcome(address: str) -> Response:
    """Return the answer to a client that asks where and how it may submit."""
    return Response(status_code=204, headers={**_HEADERS, "Location": address})


def received() -> Response:
    """Return the answer to a submission that is safe on disk."""
    return Response(_RECEIVED, 201, _HEADERS, media_type=_XML)


def no_forms() -> Response:
    """Return a list of forms without any."""
    return Response(_NO_FORMS, 200, _HEADERS, media_type=_XML)


def fingerprint(xml: bytes) -> bytes:
    """Return what tells a submission from others; one that is sent again has the same."""
    return hashlib.sha256(xml).digest()
